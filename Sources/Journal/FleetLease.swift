/// The right of one run to write for a fleet: one run at a time has it, among all that share the store.
///
/// It goes with its holder, however that dies. Where it is lost before, as when the files of the locks are deleted, the
/// run's id serves as a fencing token: the store takes entries of the fleet's latest run only, until that has ended.
public protocol FleetLease: Sendable {
    /// The fleet.
    var fleet: FleetKey { get }
    /// The run that has it; its id is the fencing token.
    var run: RunID { get }
    /// Gives the lease back. A second time does nothing.
    func release() async
}

/// Why a fleet's lease was not taken. Without it nothing may be requested.
public struct LeaseError: Error, Hashable, Sendable {
    /// What kind of error it is.
    public enum Code: Hashable, Sendable {
        /// Another run holds it; nil: who that is cannot be read.
        case held(by: Holder?)
        /// Its lock or the journal cannot be made, opened, locked or written.
        case unusable
    }

    /// What kind of error it is.
    public let code: Code
    /// What is wrong, and with which fleet.
    public let message: String
    /// What to do about it.
    public let hint: String
    /// The system's `errno`, where there is one.
    public let underlying: Int32?

    init(_ code: Code, _ message: String, hint: String, underlying: Int32? = nil) {
        (self.code, self.message, self.hint, self.underlying) = (code, message, hint, underlying)
    }
}

extension LeaseError: CustomStringConvertible {
    /// The message and the hint, a line each.
    public var description: String { "\(message); \(hint)" }
}

extension LeaseError {
    static func held(_ fleet: FleetKey, by holder: Holder?) -> LeaseError {
        LeaseError(
            .held(by: holder),
            "another run of the fleet \(fleet) is under way: \(holder?.description ?? "it does not say whose")",
            hint: "wait until it ends, or end it; its lock goes with it, and there is nothing to clean up")
    }

    static func readOnly(_ fleet: FleetKey, _ path: String) -> LeaseError {
        LeaseError(
            .unusable, "no run of the fleet \(fleet) can begin: the journal \(path) was opened to read only",
            hint: "open it to write")
    }

    static func unusable(_ fleet: FleetKey, _ error: JournalError) -> LeaseError {
        LeaseError(.unusable, error.message, hint: error.hint, underlying: error.underlying)
    }

    static func unusable(_ fleet: FleetKey, _ path: String, _ failure: LockFile.Failure) -> LeaseError {
        LeaseError(
            .unusable, "the lock of the fleet \(fleet) cannot be taken: \(path): \(failure.description)",
            hint: """
                the user of this process needs the right to read and write the file and its directory, on a disk with \
                file locks; or name another directory: --state DIR
                """,
            underlying: failure.code)
    }
}
