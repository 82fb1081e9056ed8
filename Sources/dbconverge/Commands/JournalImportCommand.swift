import ArgumentParser
import FoundationEssentials
import Glibc
import Journal
import Report

struct JournalImportCommand: AnsweringCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Read what `journal export` wrote into a journal that holds nothing: all of it, or nothing.",
        discussion: """
            A journal that holds exactly the same is left as it is; one that holds something else is refused. The journal \
            of one fleet must be used in one place only: let no run begin where it was exported.
            """)

    static let formats: [OutputFormat] = [.text, .json]

    @Argument(help: "The file that `journal export` wrote; - for stdin.")
    var file: String

    @OptionGroup var state: StateOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let isImported = try take()
        let checkup = try state.checkup()
        try output.answer { format, layout in
            format == .json
                ? JSONText.render(JournalDocument(checkup, isImported: isImported))
                : JournalText(layout).render(checkup, isImported: isImported)
        }
    }

    /// Whether the journal did not hold all of it already.
    private func take() throws -> Bool {
        let directory = try state.directory()
        let lines = try LineReader(file)
        var reading = try StateOptions.mapError { () throws(JournalError) in try JournalImport(name: lines.name) }
        while let line = try lines.next() {
            try StateOptions.mapError { () throws(JournalError) in try reading.read(line) }
        }
        return try StateOptions.mapError { () throws(JournalError) in try reading.finish(in: directory, now: Date()) }
    }
}
