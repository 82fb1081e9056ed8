/// Why there are no usable credentials, and what to do. Never holds a value.
public struct CredentialsError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The reason in plain words.
    public let description: String

    init(_ description: String) { self.description = description }
}
