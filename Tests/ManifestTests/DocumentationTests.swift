import Foundation
import Manifest
import TestSupport
import Testing

/// The manifests in the documentation are sound as they stand there.
@Suite struct DocumentationTests {
    @Test(arguments: ["manifests.md", "rollouts.md", "promotion.md", "commands/schema.md"])
    func `every manifest of a page loads`(page: String) throws {
        let file = testsFolder.deletingLastPathComponent().appending(path: "docs/\(page)")
        let blocks = try String(contentsOf: file, encoding: .utf8).components(separatedBy: "```yaml\n").dropFirst()
            .compactMap { $0.components(separatedBy: "\n```").first }.filter { $0.contains("apiVersion:") }
        try #require(!blocks.isEmpty)
        for block in blocks {
            let result = ManifestLoader.load([SourceFile(path: page, bytes: Array((block + "\n").utf8))])
            // A page may show a Rollout without its Fleet, and a Fleet without its Rollout.
            let alone: Set<Diagnostic.Code> = [.noManifests, .danglingRollout, .danglingDependency]
            let found = result.diagnostics.filter { !alone.contains($0.code) }
            #expect(found.map { $0.rendered(color: false) } == [])
        }
    }
}
