import ArgumentParser
import Manifest
import Report

struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Print the JSON Schema of manifests, for editors and linters.",
        discussion: """
            Write it to a file, and let an editor find it: in a manifest's first line as \
            '# yaml-language-server: $schema=FILE', or by its setting yaml.schemas.
            """)

    func run() throws { try Console.answer(JSONText.render(ManifestSchema())) }
}
