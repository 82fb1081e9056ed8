import ArgumentParser
import Journal
import Report

struct JournalCheckCommand: AnsweringCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Look whether the journal is sound; changes nothing.",
        discussion: """
            It checks the file, the version of its tables, what rows refer to, their checksums, however old they are, and \
            whether they make sense. Runs may go on meanwhile. Exits with 0 where the journal is sound, 1 where it is not \
            or where there is none.
            """)

    static let formats: [OutputFormat] = [.text, .json]

    @OptionGroup var state: StateOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let checkup = try state.checkup()
        try output.answer { format, layout in
            format == .json ? JSONText.render(JournalDocument(checkup)) : JournalText(layout).render(checkup)
        }
        guard checkup.problems.isEmpty else {
            Console.fail(
                "the journal is not sound", hint: "docs/commands/journal.md says what to do about each kind of problem")
            throw ExitCode(ExitStatus.error.rawValue)
        }
    }
}
