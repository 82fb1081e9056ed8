/// A text that never shows itself: printing, dumping or interpolating it gives `[redacted]`.
public struct Secret: Sendable {
    private let text: String

    /// A secret.
    public init(_ text: String) { self.text = text }

    /// The text itself, for signing and sending only.
    package func reveal() -> String { text }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Always `[redacted]`.
    public var description: String { "[redacted]" }
    /// Always `[redacted]`.
    public var debugDescription: String { description }
    /// Has no children.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
