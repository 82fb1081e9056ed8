/// A refusal in the cloud's own terms: `{"error_code", "error_msg"}` under an HTTP status (`API.md` §1 and §3).
public struct SimulatedError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The HTTP status.
    public var status: Int
    /// The cloud's code, such as `DBS.200011`.
    public var code: String
    /// What it says to people.
    public var message: String

    /// A refusal.
    public init(status: Int, code: String, message: String) {
        (self.status, self.code, self.message) = (status, code, message)
    }

    /// The code and the message.
    public var description: String { "\(code): \(message)" }
}

extension SimulatedError {
    package static func noSuchInstance(_ id: String, status: Int = 404) -> SimulatedError {
        SimulatedError(status: status, code: "DBS.200010", message: "The DB instance does not exist: \(id).")
    }

    package static func badParameter(_ what: String) -> SimulatedError {
        SimulatedError(status: 400, code: "DBS.280001", message: "Parameter error: \(what)")
    }

    package static let busy = SimulatedError(
        status: 400, code: "DBS.200011", message: "Another operation is being performed on the DB instance.")

    package static let unhealthy = SimulatedError(
        status: 400, code: "DBS.200019", message: "The operation cannot be performed in the instance's current status.")

    package static let frozenOrFull = SimulatedError(
        status: 400, code: "DBS.200316", message: "The DB instance is frozen or its storage is full.")

    /// **INF** No code is known for single-node instances; this one also asks for a person.
    package static let singleNode = SimulatedError(
        status: 400, code: "DBS.280449", message: "A single-node DB instance cannot be upgraded through the API.")

    package static let versionMismatch = SimulatedError(
        status: 400, code: "DBS.280439", message: "The current version is not that of the DB instance.")

    package static let alreadyLatest = SimulatedError(
        status: 400, code: "DBS.05000008", message: "The DB instance is already at the latest version.")

    package static func noSuchJob(_ id: String) -> SimulatedError {
        SimulatedError(status: 400, code: "DBS.200543", message: "The job does not exist: \(id).")
    }

    package static let notPublished = SimulatedError(
        status: 404, code: "APIGW.0101", message: "The API does not exist or has not been published in the environment")

    package static func unauthorised(_ why: String) -> SimulatedError {
        SimulatedError(
            status: 401, code: "APIGW.0301", message: "Incorrect IAM authentication information: \(why)")
    }

    /// The same refusal with the instance that it is about.
    package func naming(_ id: String) -> SimulatedError {
        SimulatedError(status: status, code: code, message: "\(message) Instance: \(id).")
    }
}
