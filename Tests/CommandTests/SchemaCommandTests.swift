import ArgumentParser
import Foundation
import Manifest
import Report
import TestSupport
import Testing

@testable import dbconverge

@Suite struct SchemaCommandTests {
    @Test func theSchemaIsTheOneThatWasReviewed() throws {
        let text = JSONText.render(ManifestSchema())
        expectGolden(text, "schema/manifest.json")
        #expect(try JSONSerialization.jsonObject(with: Data(text.utf8)) is [String: Any])
    }

    @Test func itHasNoOptionsAndIsListedInTheHelp() throws {
        #expect(throws: Never.self) { try Root.parseAsRoot(["schema"]) }
        #expect(Root.helpMessage().contains("schema"))
    }
}
