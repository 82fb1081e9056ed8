/// The JSON answer of a command that could not do what it was asked to.
public struct ErrorDocument: Encodable {
    struct Problem: Encodable {
        var message: String
        var hint: String?
    }

    var schemaVersion = 1
    var error: Problem

    /// What is wrong, and what to do about it.
    public init(message: String, hint: String?) { error = Problem(message: message, hint: hint) }
}
