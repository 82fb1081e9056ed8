import Foundation
import TestSupport
import Testing

/// Fleets in order: test, staging and production in two regions, with a run that is killed at each step.
@Suite(.serialized, .patience) struct PromotionTests {
    private static let fleets = [
        ("test", "cn-north-4"), ("staging", "cn-north-4"), ("beijing", "cn-north-4"), ("shanghai", "cn-east-3"),
    ]
    /// In seconds.
    private static let soak = 2.0

    /// Two instances of each fleet, by their numbers.
    private static func numbers(_ index: Int) -> [Int] { [index * 2 + 1, index * 2 + 2] }

    private static func manifest() -> String {
        fleets.enumerated().map { index, fleet in
            let before = index == 0 ? "" : "  dependsOn: [{ fleet: \(fleets[index - 1].0), soak: \(Int(soak))s }]\n"
            return """
                apiVersion: dbconverge/v1
                kind: Fleet
                metadata: { name: \(fleet.0) }
                spec:
                  region: \(fleet.1)
                  projectID: \(Fixture.project)
                  kernelVersion: \(Fixture.declared)
                \(before)  instances: [\(numbers(index).map { "{ id: \(Fixture.id($0)) }" }.joined(separator: ", "))]

                """
        }.joined(separator: "---\n")
    }

    @Test func `each fleet begins when the one before has soaked, whatever is killed`() async throws {
        let work = try await Workspace(instances: 8, Self.manifest())
        for step in Self.fleets.indices {
            let before = try await work.cloud.audit().upgrades.count
            let killed = try await work.reconcile { process in
                while process.isRunning, try await work.cloud.audit().upgrades.count == before {
                    try await Task.sleep(for: .milliseconds(5))
                }
                kill(process.processIdentifier, SIGKILL)
            }
            #expect(killed.status == -SIGKILL, "\(killed.stdout)\(killed.stderr)")
            let run = try await work.reconcile()
            #expect(run.status == (step == Self.fleets.count - 1 ? 0 : 3), "\(run.stdout)\(run.stderr)")
            try await Task.sleep(for: .seconds(Self.soak))
        }
        let audit = try await work.cloud.audit()
        #expect(
            audit.instances.allSatisfy { $0.version == Fixture.declared && $0.accepted == 1 && $0.violations.isEmpty })
        for index in Self.fleets.indices.dropFirst() {
            let (own, earlier) = (Self.numbers(index), Self.numbers(index - 1))
            let begun = audit.upgrades.filter { one in
                own.contains { one.members.map(\.instance).contains(Fixture.id($0)) }
            }
            .map(\.time).min()
            let ended = audit.instances.filter { one in earlier.contains { one.name == "orders-\($0)" } }
                .compactMap { $0.history.last?.time }.max()
            let pause = try #require(begun).timeIntervalSince(try #require(ended))
            #expect(pause >= Self.soak, "\(Self.fleets[index].0) began \(pause) s after \(Self.fleets[index - 1].0)")
        }
    }

    @Test func `a fleet that is run alone waits for what was left out, and says so`() async throws {
        let work = try await Workspace(instances: 8, Self.manifest())
        let run = try await work.reconcile(["--fleet", "staging"])
        #expect(run.status == 3, "\(run.stdout)\(run.stderr)")
        #expect(try run.reasons() == ["upstreamBehind", "upstreamBehind"])
        #expect(try await work.cloud.audit().upgrades.isEmpty)
        let plan = try await work.run("plan", "--repo", work.repository.path, "--fleet", "staging")
        #expect(plan.stdout.contains("after test: 0 of 2 in sync"), "\(plan.stdout)")
        let words = plan.stdout.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(words.contains("its turn comes after the fleet 'test' (2 of 2 to go)"), "\(plan.stdout)")
    }
}
