import Fleet
import Manifest
import Testing

@Suite struct EmptyWaveTests {
    private static let canary = "{ name: canary, selector: { matchLabels: { tier: canary } }"

    private static func load(_ waves: String, labels: String, fleets: Int = 1) -> LoadedManifests {
        let documents = (0..<fleets).map { number in
            fleet(
                "f\(number)", spec: "rollout: careful",
                instances: "[{ id: \(number)\(orders.dropFirst()), labels: \(number == 0 ? labels : "{}") }]")
        }
        return ManifestLoader.load([file((documents + [rollout("{ waves: [\(waves)] }")]).joined(separator: "---\n"))])
    }

    @Test func `a wave that takes an instance and a last one that has nothing left are sound`() {
        let result = Self.load("\(Self.canary) }, { name: rest }", labels: "{ tier: canary }")
        #expect(result.diagnostics == [])
        #expect(result.fleets.first?.rollout.waves.map(\.optional) == [false, false])
    }

    @Test(arguments: ["{}", "{ tier: canray }", "{ teir: canary }"])
    func `a wave that matches nothing is an error unless it is optional`(labels: String) throws {
        let refused = Self.load("\(Self.canary) }, { name: rest }", labels: labels)
        #expect(refused.diagnostics.map(\.code) == [.emptyWave])
        let allowed = Self.load("\(Self.canary), optional: true }, { name: rest }", labels: labels)
        #expect(allowed.diagnostics == [])
        #expect(allowed.fleets.first?.rollout.waves.map(\.optional) == [true, false])
    }

    @Test func `a wave whose instances are all in earlier waves is empty too`() {
        let result = Self.load(
            "\(Self.canary) }, { name: again, selector: { matchExpressions: [{ key: tier, operator: Exists }] } }, { name: rest }",
            labels: "{ tier: canary }")
        #expect(result.diagnostics.map(\.code) == [.emptyWave])
        #expect(result.diagnostics.first?.message.contains("earlier waves take every instance") == true)
    }

    @Test func `each fleet of a rollout is looked at by itself and named`() throws {
        let result = Self.load("\(Self.canary) }, { name: rest }", labels: "{ tier: canary }", fleets: 3)
        #expect(result.diagnostics.map(\.code) == [.emptyWave, .emptyWave])
        #expect(result.diagnostics.map { $0.message.contains("'f1'") } == [true, false])
        #expect(result.diagnostics.map { $0.message.contains("'f2'") } == [false, true])
    }

    @Test func `a rollout that no fleet uses has no empty waves`() {
        let text = fleet() + "---\n" + rollout("{ waves: [\(Self.canary) }, { name: rest }] }")
        #expect(ManifestLoader.load([file(text)]).diagnostics == [])
    }

    @Test(arguments: ["{ tier: 1 }", "canary"])
    func `labels that can't be read make no wave empty`(labels: String) {
        let result = Self.load("\(Self.canary) }, { name: rest }", labels: labels)
        #expect(result.diagnostics.map(\.code) == [.wrongType])
    }
}
