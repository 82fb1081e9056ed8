import Manifest
import Testing

@Suite struct ManyFilesTests {
    @Test func `an instance in two files is shown in both`() throws {
        let files = [file(fleet("b"), path: "b.yaml"), file(fleet("a"), path: "a.yaml")]
        let result = ManifestLoader.load(files)
        let diagnostic = try #require(result.diagnostics.first)
        #expect(result.diagnostics.count == 1)
        #expect(diagnostic.code == .duplicateInstance)
        #expect((diagnostic.path, diagnostic.line, diagnostic.column) == ("b.yaml", 8, 21))
        #expect(diagnostic.related.map(\.location.path) == ["a.yaml"])
        #expect(result.fleets.isEmpty)
    }

    @Test func `no files are an error that names the path`() {
        let result = ManifestLoader.load([], under: ["fleets/prod"])
        #expect(result.hasErrors)
        #expect(result.diagnostics.map(\.code) == [.noManifests])
        #expect(result.diagnostics.first?.rendered(color: false).hasPrefix("fleets/prod: error: ") == true)
    }

    @Test func `a syntax error in one file hides nothing in the others`() {
        let files = [
            file("kind: [", path: "a.yaml"), file(fleet("Wrong"), path: "b.yaml"),
            file(fleet("c", spec: "rollout: lost", instances: "[{ id: \(stock) }]"), path: "c.yaml"),
        ]
        // The rollout may stand in the part of a.yaml that can't be read.
        #expect(ManifestLoader.load(files).diagnostics.map(\.code) == [.syntax, .badName])
    }

    @Test func `an empty file is skipped`() {
        for bytes: [UInt8] in [[], [0xEF, 0xBB, 0xBF], Array("\n".utf8)] {
            let result = ManifestLoader.load([SourceFile(path: "a.yaml", bytes: bytes), file(fleet())])
            #expect(result.diagnostics == [])
            #expect(result.fleets.count == 1)
        }
    }

    @Test func `a file of more than 16 MiB is refused`() {
        let large = SourceFile(path: "a.yaml", bytes: Array(repeating: UInt8(ascii: "\n"), count: 16 * 1024 * 1024 + 1))
        #expect(ManifestLoader.load([large]).diagnostics.map(\.code) == [.fileTooLarge])
    }

    @Test func `after a thousand problems in a file the rest is not shown`() {
        let keys = (0..<3_000).map { "k\($0): 1\n" }.joined()
        let result = ManifestLoader.load([file(fleet(spec: keys)), file(fleet("Wrong"), path: "other.yaml")])
        #expect(result.diagnostics.count(where: { $0.code == .unknownKey }) == 1_000)
        #expect(result.diagnostics.count(where: { $0.code == .tooManyProblems }) == 1)
        #expect(result.diagnostics.contains { $0.code == .badName })
    }

    @Test func `more directives than anybody needs are refused`() {
        let text = (0..<200).map { "%TAG !a\($0)! tag:example.com,2000:\n" }.joined() + "---\n" + fleet()
        let result = ManifestLoader.load([file(text)])
        #expect(result.diagnostics.map(\.code) == [.syntax])
        #expect(result.diagnostics.first?.line == 101)
    }
}
