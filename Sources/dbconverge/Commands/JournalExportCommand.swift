import ArgumentParser
import Glibc
import Journal

struct JournalExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write the whole journal to stdout as JSON Lines, for a backup or another machine.",
        discussion: """
            It is the journal of one moment, also while runs write to it. The last line says how many rows there are: \
            `journal import` does not take a part for the whole.
            """)

    @OptionGroup var state: StateOptions

    func validate() throws { try Environment.check() }

    func run() throws {
        let directory = try state.directory()
        var problem: Int32 = 0
        let rows = try StateOptions.mapError { () throws(JournalError) in
            try SQLiteJournal.export(in: directory) { lines in
                problem = Console.write(lines, to: STDOUT_FILENO)
                return problem == 0
            }
        }
        // A backup that its reader did not read to the end is none.
        guard rows == nil else { return }
        throw Failure(
            message: "the export could not be written: \(String(cString: strerror(problem)))",
            hint: "what was written is no whole journal, and cannot be imported")
    }
}
