import Fleet
import Manifest
import Testing

@Suite struct FleetOrderTests {
    /// A Fleet with one instance, which is told from others by its number.
    private static func one(_ number: Int, _ name: String, labels: String = "{}", follows entries: String = "")
        -> String
    {
        let digits = String(number)
        let id = String(repeating: "0", count: 32 - digits.count) + digits + "in07"
        return fleet(
            name, spec: entries.isEmpty ? "" : "dependsOn: [\(entries)]", instances: "[{ id: \(id) }]"
        ).replacing("metadata: { name: \(name) }", with: "metadata: { name: \(name), labels: \(labels) }")
    }

    private static func load(_ documents: String...) -> LoadedManifests {
        ManifestLoader.load([file(documents.joined(separator: "---\n"))])
    }

    @Test func `a fleet follows those that it names and those whose labels it asks for`() throws {
        let result = Self.load(
            Self.one(1, "prod", follows: "{ fleet: test, soak: 24h }, { matchLabels: { stage: early }, soak: 1h }"),
            Self.one(2, "test", labels: "{ stage: early }"), Self.one(3, "dev", labels: "{ stage: early }"),
            Self.one(4, "late", labels: "{ stage: late }"))
        #expect(result.diagnostics.map(\.message) == [])
        let fleets = Dictionary(uniqueKeysWithValues: result.fleets.map { ($0.name, $0) })
        // Of several entries that lead to one fleet the longest soak counts.
        #expect(
            fleets["prod"]?.dependsOn == [
                FleetDependency(fleet: "dev", soak: .seconds(3600)),
                FleetDependency(fleet: "test", soak: .seconds(86400)),
            ])
        #expect(fleets["test"]?.dependsOn == [])
        #expect(fleets.filter(\.value.isUpstream).keys.sorted() == ["dev", "test"])
    }

    @Test func `where a document cannot be read no name is called unknown`() {
        let result = Self.load(
            Self.one(1, "prod", follows: "{ fleet: test }, { matchLabels: { a: b } }"), "apiVersion: dbconverge/v1\n")
        #expect(!result.diagnostics.contains { $0.code == .danglingDependency })
        #expect(result.hasErrors)
    }

    @Test func `each cycle is reported once, and what leads to it is none`() {
        let result = Self.load(
            Self.one(1, "a", follows: "{ fleet: b }"), Self.one(2, "b", follows: "{ fleet: a }"),
            Self.one(3, "c", follows: "{ fleet: d }"), Self.one(4, "d", follows: "{ fleet: c }"),
            Self.one(5, "e", follows: "{ fleet: a }, { fleet: c }"), Self.one(6, "f", follows: "{ fleet: e }"))
        #expect(
            result.diagnostics.map(\.message) == [
                "the fleets follow each other in a circle: a → b → a",
                "the fleets follow each other in a circle: c → d → c",
            ])
    }

    @Test func `more than a hundred fleets are too many to follow`() {
        let early = (1...101).map { Self.one($0, "early-\($0)", labels: "{ stage: early }") }
        let text = early + [Self.one(999, "prod", follows: "{ matchLabels: { stage: early } }")]
        let result = ManifestLoader.load([file(text.joined(separator: "---\n"))])
        #expect(result.diagnostics.map(\.code) == [.badDependency])
    }

    @Test func `a chain of thousands is no trouble`() {
        let chain = (0..<3000).map { Self.one($0, "f\($0)", follows: $0 == 0 ? "" : "{ fleet: f\($0 - 1) }") }
        let result = ManifestLoader.load([file(chain.joined(separator: "---\n"))])
        #expect(result.diagnostics.isEmpty)
        #expect(result.fleets.count { $0.isUpstream } == 2999)
    }
}
