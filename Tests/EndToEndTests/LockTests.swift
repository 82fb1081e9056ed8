import Foundation
import TestSupport
import Testing

/// One run of a fleet at a time.
@Suite(.patience) struct LockTests {
    @Test func aSecondRunIsRefusedAndOneThatWaitsSucceeds() async throws {
        let workspace = try await Workspace(instances: 2, Fixture.manifest(1...2))
        // Its journal is empty, so that it waits for as long as the others need.
        let patient = ["--poll-interval", "300ms", "--settle-time", "10m", "--timeout", "10m"]
        let first = try await workspace.reconcile(times: patient) { first in
            while first.isRunning, try await workspace.history().isEmpty {
                try await Task.sleep(for: .milliseconds(50))
            }
            let second = try await workspace.reconcile()
            #expect(second.status == 6, "\(second.stdout)\(second.stderr)")
            #expect(try second.result() == "locked")
            let message = try #require(try second.fleet()["message"] as? String)
            #expect(message.contains("process \(first.processIdentifier) on \(Self.host)"), "\(message)")
            #expect(message.contains("dbconverge reconcile"), "\(message)")
            #expect(try await workspace.cloud.audit().upgrades.isEmpty)

            let waiting = try await workspace.reconcile(["--lock-timeout", "2m"]) { waiting in
                try await Task.sleep(for: .seconds(1))
                #expect(waiting.isRunning, "it did not wait")
                kill(first.processIdentifier, SIGTERM)
            }
            #expect(waiting.status == 0, "\(waiting.stdout)\(waiting.stderr)")
        }
        #expect(first.status == 143, "\(first.stdout)\(first.stderr)")
        #expect(try await workspace.cloud.audit().instances.allSatisfy { $0.requests == 1 })
        // Who was refused has begun nothing.
        let runs = try await workspace.history()
        #expect(runs.map(\.result) == ["converged", "interrupted"])
        #expect(runs.map(\.requests) == [2, 0])
    }

    @Test func aPlanNeedsNoLockAndShowsWhatIsUnderWay() async throws {
        let workspace = try await Workspace(
            instances: 2, Fixture.manifest(1...2), settings: Fixture.untilFinished)
        let run = try await workspace.reconcile { process in
            try await workspace.cloud.waitForAnUpgrade()
            let plan = try await workspace.run("plan", "--repo", workspace.repository.path)
            #expect(plan.status == 0, "\(plan.stderr)")
            #expect(plan.stdout.contains("Plan: 0 to upgrade now, 2 upgrading; 0 in sync."), "\(plan.stdout)")
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
