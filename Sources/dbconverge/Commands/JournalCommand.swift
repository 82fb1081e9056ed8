import ArgumentParser

struct JournalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "journal",
        abstract: "Check the journal, write all of it to stdout, and read that into an empty one.",
        discussion: "Neither the repository nor the cloud is read.",
        subcommands: [JournalCheckCommand.self, JournalExportCommand.self, JournalImportCommand.self])

    /// As without any command: only who asks for help gets it with exit 0.
    func run() async throws {
        Console.errors(Root.helpMessage(for: Self.self))
        throw ExitCode(ExitCode.validationFailure.rawValue)
    }
}
