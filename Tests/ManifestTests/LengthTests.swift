import Fleet
import Manifest
import Testing

/// Manifests come from pull requests: no text in one may cost more than what it says is worth.
@Suite struct LengthTests {
    private static func text(_ count: Int) -> String { String(repeating: "x", count: count) }

    /// A manifest with one text in it, the location of it, and how long it may be.
    struct Spot: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var limit: Int
        var make: @Sendable (String) -> String
    }

    static let spots: [Spot] = [
        Spot(testDescription: "an instance's name", limit: 256) {
            fleet(instances: "[{ id: \(orders), name: \"\($0)\" }]")
        },
        Spot(testDescription: "a label's value", limit: 256) {
            fleet(instances: "[{ id: \(orders), labels: { a: \"\($0)\" } }]")
        },
        Spot(testDescription: "a label's key", limit: 256) {
            fleet(instances: "[{ id: \(orders), labels: { \"\($0)\": a } }]")
        },
        Spot(testDescription: "a fleet's label", limit: 256) {
            fleet().replacing("metadata: { ", with: "metadata: { labels: { \"\($0)\": \"\($0)\" }, ")
        },
        Spot(testDescription: "a freeze's reason", limit: 1_024) {
            let freeze = "{ from: 2026-12-24, to: 2027-01-02, reason: \"\($0)\" }"
            return fleet() + "---\n" + rollout("{ freezes: [\(freeze)] }")
        },
        Spot(testDescription: "a value that a selector asks for", limit: 256) {
            let expression = "{ key: a, operator: NotIn, values: [\"\($0)\"] }"
            let wave = "{ name: a, selector: { matchExpressions: [\(expression)] } }"
            return fleet() + "---\n" + rollout("{ waves: [\(wave)] }")
        },
        Spot(testDescription: "the key that a selector asks for", limit: 256) {
            let expression = "{ key: \"\($0)\", operator: DoesNotExist }"
            let wave = "{ name: a, selector: { matchExpressions: [\(expression)] } }"
            return fleet() + "---\n" + rollout("{ waves: [\(wave)] }")
        },
    ]

    @Test(arguments: spots)
    func `a text as long as allowed is read and one that is longer is an error where it stands`(spot: Spot) {
        for character in ["x", "数"] {
            let fits = ManifestLoader.load([file(spot.make(String(repeating: character, count: spot.limit)))])
            #expect(fits.diagnostics == [])
            // YAML itself refuses a key of more than 1,024 characters.
            for count in [spot.limit + 1, spot.testDescription.contains("label") ? 1_000 : 5_000] {
                let long = ManifestLoader.load([file(spot.make(String(repeating: character, count: count)))])
                #expect(Set(long.diagnostics.map(\.code)) == [.tooLong])
                #expect(long.diagnostics.allSatisfy { $0.line > 0 })
            }
        }
    }

    @Test(arguments: [
        "region", "projectID", "credentials", "kernelVersion", "via", "rollout", "suspend", "instances", "apiVersion",
        "kind", "metadata", "spec", "unknown",
    ])
    func `no value may be long, and none is quoted at length`(key: String) {
        let outer = ["apiVersion", "kind", "metadata", "spec"].contains(key)
        for value in [Self.text(300), Self.text(4_000), Self.text(1 << 20), String(repeating: "1", count: 4_000)] {
            let line = "\(key): \(value)\n"
            let result = ManifestLoader.load([file(outer ? line + fleet() : fleet(spec: line))])
            #expect(result.hasErrors)
            for diagnostic in result.diagnostics {
                #expect(diagnostic.rendered(color: false).utf8.count < 1_500, "\(key)")
            }
        }
    }

    @Test(arguments: ["*", "&a [*", "!", "- &", "? ", "? [", "\"", "{ ? "])
    func `names of anchors, tags and keys are not quoted at length`(start: String) {
        let result = ManifestLoader.load([file(start + Self.text(100_000)), file(start + Self.text(900) + ": a")])
        #expect(result.hasErrors)
        for diagnostic in result.diagnostics { #expect(diagnostic.rendered(color: false).utf8.count < 1_500) }
    }

    @Test func `a long text is reported once, however many aliases stand for it`() {
        let rest = (10..<60).map { ", { id: \($0)\(orders.dropFirst(2)), name: *n }" }.joined()
        let result = ManifestLoader.load([
            file(fleet(instances: "[{ id: \(orders), name: &n \"\(Self.text(1 << 20))\" }\(rest)]"))
        ])
        #expect(result.diagnostics.map(\.code) == [.tooLong])
    }

    @Test(arguments: [(16, false), (17, true)])
    func `aliases stand for sixteen mebibytes and no more`(count: Int, isRefused: Bool) {
        // 256 texts of 4,096 bytes each are one mebibyte.
        let list = Array(repeating: Self.text(4_096), count: 256).joined(separator: ",")
        let aliases = Array(repeating: "*a", count: count).joined(separator: ",")
        let codes = ManifestLoader.load([file("[&a [\(list)],\(aliases)]")]).diagnostics.map(\.code)
        #expect(codes == [isRefused ? .tooManyAliases : .wrongType])
    }

    @Test func `a text that is there many times is in memory once`() throws {
        let name = Self.text(200)
        let instances = "[{ id: \(orders), name: &n \(name) }, { id: \(stock), name: *n }, "
        let result = ManifestLoader.load([
            file(fleet(instances: instances + "{ id: 1\(stock.dropFirst()), name: \"\(name)\" }]"))
        ])
        let addresses = result.fleets.flatMap(\.instances).compactMap { instance -> UInt? in
            instance.name.flatMap { $0.utf8.withContiguousStorageIfAvailable { UInt(bitPattern: $0.baseAddress) } }
        }
        #expect(addresses.count == 3)
        #expect(Set(addresses).count == 1)
    }

    @Test(arguments: [
        ("windows", "{ start: \"02:00\", duration: 1h, timeZone: UTC }", 100),
        ("freezes", "{ from: 2026-12-24, to: 2027-01-02 }", 1_000),
    ])
    func `a rollout has a bounded number of windows and freezes`(key: String, entry: String, limit: Int) {
        func codes(_ count: Int) -> [Diagnostic.Code] {
            let entries = Array(repeating: entry, count: count).joined(separator: ",")
            return ManifestLoader.load([file(fleet() + "---\n" + rollout("{ \(key): [\(entries)] }"))])
                .diagnostics.map(\.code)
        }
        #expect(codes(limit) == [])
        #expect(codes(limit + 1) == [.badNumber])
    }

    @Test(arguments: [(10, 50, []), (6, 84, [Diagnostic.Code.badSelector]), (99, 100, [.badSelector])])
    func `the selectors of a rollout ask for a bounded number of things`(
        waves: Int, requirements: Int, codes: [Diagnostic.Code]
    ) {
        let labels = (0..<requirements).map { "k\($0): v" }.joined(separator: ", ")
        let list = (0..<waves).map { "{ name: w\($0), selector: { matchLabels: { \(labels) } } }" }
        let text = fleet() + "---\n" + rollout("{ waves: [\(list.joined(separator: ", "))] }")
        #expect(ManifestLoader.load([file(text)]).diagnostics.map(\.code) == codes)
    }
}
