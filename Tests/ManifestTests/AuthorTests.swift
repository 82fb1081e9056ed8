import Fleet
import Manifest
import TestSupport
import Testing

/// What authors may write that changes nothing here: annotations, keys of their own, and the editor's line.
@Suite struct AuthorTests {
    @Test func `annotations and keys of one's own are ignored, and their anchors are followed`() throws {
        let result = ManifestLoader.load([try fixture("good/authors.yaml")])
        try #require(result.diagnostics.map { $0.rendered(color: false) } == [])
        let fleet = try #require(result.fleets.first)
        let instance = try #require(fleet.instances.first)
        #expect(instance.version == KernelVersion(2, 0, 75, 260400))
        #expect(instance.via == [KernelVersion(2, 0, 51, 240305), KernelVersion(2, 0, 72, 260100)])
        #expect(instance.labels == ["tier": "canary"])
        #expect(fleet.labels == [:])
        #expect(fleet.rollout.waves.map(\.soak) == [.seconds(86_400), .zero])
    }

    @Test(arguments: [
        ("the editor's line", "# yaml-language-server: $schema=../schema.json\n" + fleet()),
        (
            "the editor's line in each document",
            "# yaml-language-server: $schema=s\n" + fleet() + "---\n# yaml-language-server: $schema=s\n"
        ),
        ("annotations", fleet().replacing("{ name: orders }", with: "{ name: orders, annotations: { a: b } }")),
        ("a key of one's own", "x-a: { b: [1, ~, { c: d }] }\n" + fleet()),
        ("one at the end", fleet() + "x-a:\n"),
        ("one in quotes", "'x-a b': 1\n" + fleet()),
    ])
    func `it means the same with`(what: String, text: String) {
        let result = ManifestLoader.load([file(text)])
        #expect(result.diagnostics.map { $0.rendered(color: false) } == [])
        #expect(result.fleets == ManifestLoader.load([file(fleet())]).fleets)
    }

    @Test(arguments: [
        (
            "nesting", "x-a: \(String(repeating: "[", count: 65))\(String(repeating: "]", count: 65))\n",
            Diagnostic.Code.tooDeep
        ),
        ("a long text", "x-a: \(String(repeating: "a", count: 4097))\n", .tooLong),
        ("a tag", "x-a: !secret b\n", .badTag), ("an unknown alias", "x-a: *b\n", .badAlias),
        (
            "aliases of much",
            "x-a: &a [\(Array(repeating: "b", count: 9_999).joined(separator: ","))]\n"
                + "x-b: [\(Array(repeating: "*a", count: 11).joined(separator: ","))]\n", .tooManyAliases
        ),
        ("no text as its key", "1: a\n", .wrongType), ("another start", "x_a: 1\n", .unknownKey),
    ])
    func `what YAML may not have is refused below a key of one's own too`(
        what: String, text: String, code: Diagnostic.Code
    ) {
        let result = ManifestLoader.load([file(text + fleet())])
        #expect(result.diagnostics.map(\.code) == [code])
    }

    @Test(arguments: [
        ("{ a: \(String(repeating: "b", count: 1024)) }", true),
        ("{ a: \(String(repeating: "b", count: 1025)) }", false),
        ("{ \(String(repeating: "a", count: 256)): b }", true), ("{ \(String(repeating: "a", count: 257)): b }", false),
        ("{ a: \"${b}\" }", true), ("{ a: \"b\\u0007\" }", false), ("{ a: \"b\\nc\" }", true), ("~", false),
        ("a", false),
        ("{ a: { b: c } }", false), ("{ <<: { b: c } }", false),
    ])
    func `annotations are texts of some length`(annotations: String, isSound: Bool) {
        let text = fleet().replacing("{ name: orders }", with: "{ name: orders, annotations: \(annotations) }")
        #expect(ManifestLoader.load([file(text)]).hasErrors == !isSound)
    }

    @Test func `aliases of merge keys are refused where they are used, not where they are ignored`() {
        let own = "x-a: &a { <<: { b: c } }\n"
        #expect(!ManifestLoader.load([file(own + fleet())]).hasErrors)
        let used = fleet(instances: "[{ id: \(orders), labels: *a }]")
        #expect(ManifestLoader.load([file(own + used)]).diagnostics.map(\.code) == [.mergeKey])
    }
}
