import ArgumentParser
import FoundationEssentials
import Journal

/// Where runs remember what they did.
struct StateOptions: ParsableArguments {
    @Option(
        help: """
            The directory of the journal and the locks, on a local disk. \
            (default: dbconverge in $XDG_STATE_HOME or ~/.local/state)
            """)
    var state: String?

    mutating func validate() throws {
        state = state ?? Environment.optional("state")
        if state?.isEmpty == true { throw ValidationError("--state is empty; leave it out for its default") }
    }

    /// The directory. Throws `Failure`.
    func directory() throws -> StateDirectory {
        try Self.mapError { () throws(JournalError) in
            try StateDirectory(explicit: state, environment: ProcessEnvironment.current)
        }
    }

    /// The journal, to read only; empty where there is none. Throws `Failure`.
    func reading() throws -> any JournalStore {
        let directory = try directory()
        return try Self.mapError { () throws(JournalError) in try SQLiteJournal.read(in: directory) }
    }

    /// The journal, made where it is missing. Throws `Failure`.
    func writing() throws -> SQLiteJournal {
        let directory = try directory()
        return try Self.mapError { () throws(JournalError) in try SQLiteJournal.open(in: directory) }
    }

    /// How sound the journal is. Throws `Failure` where there is none, or none that may be read.
    func checkup() throws -> JournalCheckup {
        let directory = try directory()
        return try Self.mapError { () throws(JournalError) in try SQLiteJournal.check(in: directory, now: Date()) }
    }

    /// What `body` returns, its error as a command tells it.
    static func mapError<Value>(_ body: () throws(JournalError) -> Value) throws(Failure) -> Value {
        do { return try body() } catch { throw Failure(error) }
    }

    /// The same for what asks the journal.
    static func mapError<Value>(_ body: () async throws(JournalError) -> Value) async throws(Failure) -> Value {
        do { return try await body() } catch { throw Failure(error) }
    }
}

extension Failure {
    fileprivate init(_ error: JournalError) { self.init(message: error.message, hint: error.hint) }
}
