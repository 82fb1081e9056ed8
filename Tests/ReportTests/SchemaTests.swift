import Fleet
import Foundation
import Planning
import TestSupport
import Testing

@testable import Report

/// The JSON of every command follows its schema in `docs/schemas`.
@Suite struct SchemaTests {
    private static let root = testsFolder.deletingLastPathComponent()

    /// The golden documents of a command are named for it: `commands/plan-unread.json` follows `plan.json`.
    private static func goldenDocuments() throws -> [SampleDocument] {
        let folder = testsFolder.appending(path: "Golden/commands")
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        return try files.filter { $0.pathExtension == "json" }.compactMap { file in
            let text = try String(contentsOf: file, encoding: .utf8)
            // A list is another program's format, such as GitLab's code quality.
            guard text.hasPrefix("{") else { return nil }
            let stem = file.deletingPathExtension().lastPathComponent.prefix { $0 != "-" }
            let command = stem == "report" ? "reconcile" : String(stem)
            return SampleDocument(schema: "\(command).json", name: file.lastPathComponent, text: text)
        }
    }

    /// Every golden document and every sample is valid. Besides, the script bends them: with one more key, or without a
    /// required one, each is refused, and there is no key in a schema that no document has.
    @Test func everyDocumentFollowsItsSchemaWhichNoticesDrift() async throws {
        let documents = try await Self.goldenDocuments() + SampleDocument.all()
        let file = FileManager.default.temporaryDirectory.appending(path: "documents-\(UUID().uuidString).json")
        try JSONEncoder().encode(documents).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let said = try Reference.run(
            "validate_json.py", [Self.root.appending(path: "docs/schemas").path, file.path])
        #expect(String(decoding: said, as: UTF8.self).hasPrefix("\(documents.count) documents, "))
    }

    @Test func theSchemaKnowsEveryReason() throws {
        let data = try Data(contentsOf: Self.root.appending(path: "docs/schemas/plan.json"))
        let schema = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let definitions = try #require(schema["$defs"] as? [String: [String: Any]])
        let codes = try #require(definitions["reasonCode"]?["enum"] as? [String])
        #expect(codes == Reason.Code.allCases.map(\.rawValue))
    }
}
