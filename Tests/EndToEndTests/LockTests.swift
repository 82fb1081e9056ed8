import Foundation
import TestSupport
import Testing

/// One run of a fleet at a time.
@Suite(.patience) struct LockTests {
    @Test func aSecondRunIsRefusedAndOneThatWaitsSucceeds() async throws {
        let bench = try await Bench(instances: 2, World.manifest(1...2))
        // Its journal is empty, so that it waits for as long as the others need.
        let patient = ["--poll-interval", "300ms", "--settle-time", "10m", "--timeout", "10m"]
        let first = try await bench.reconcile(times: patient) { first in
            while first.isRunning, try await bench.history().isEmpty { try await Task.sleep(for: .milliseconds(50)) }
            let second = try await bench.reconcile()
            #expect(second.status == 6, "\(second.stdout)\(second.stderr)")
            #expect(try second.ending() == "locked")
            let message = try #require(try second.fleet()["message"] as? String)
            #expect(message.contains("process \(first.processIdentifier) on \(Self.host)"), "\(message)")
            #expect(message.contains("dbconverge reconcile"), "\(message)")
            #expect(try await bench.cloud.audit().upgrades.isEmpty)

            let waiting = try await bench.reconcile(["--lock-timeout", "2m"]) { waiting in
                try await Task.sleep(for: .seconds(1))
                #expect(waiting.isRunning, "it did not wait")
                kill(first.processIdentifier, SIGTERM)
            }
            #expect(waiting.status == 0, "\(waiting.stdout)\(waiting.stderr)")
        }
        #expect(first.status == 143, "\(first.stdout)\(first.stderr)")
        #expect(try await bench.cloud.audit().instances.allSatisfy { $0.requests == 1 })
        // Who was refused has begun nothing.
        let runs = try await bench.history()
        #expect(runs.map(\.ending) == ["converged", "interrupted"])
        #expect(runs.map(\.requests) == [2, 0])
    }

    @Test func aPlanNeedsNoLockAndShowsWhatIsUnderWay() async throws {
        let bench = try await Bench(instances: 2, World.manifest(1...2), settings: ["upgradeSeconds": [900, 900]])
        let run = try await bench.reconcile { process in
            try await bench.cloud.waitForAnUpgrade()
            let plan = try await bench.run("plan", "--repo", bench.repository.path)
            #expect(plan.status == 0, "\(plan.stderr)")
            #expect(plan.stdout.contains("2 instances: 2 upgrading"), "\(plan.stdout)")
            kill(process.processIdentifier, SIGTERM)
        }
        #expect(run.status == 143, "\(run.stderr)")
    }

    private static var host: String {
        var name = [CChar](repeating: 0, count: 256)
        gethostname(&name, name.count - 1)
        return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
