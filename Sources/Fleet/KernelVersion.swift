/// A TaurusDB kernel version, `a.b.c.d`: four whole numbers, compared as a tuple and never as text (`API.md` §2).
///
/// Equality decides whether an instance has converged. Order decides only what must be refused, a downgrade or an
/// overshoot, because the fourth number is a date in most builds and a small counter in others.
public struct KernelVersion: Hashable, Sendable {
    /// The four numbers, most significant first.
    public let major, minor, patch, build: UInt32

    /// A version of four numbers.
    public init(_ major: UInt32, _ minor: UInt32, _ patch: UInt32, _ build: UInt32) {
        (self.major, self.minor, self.patch, self.build) = (major, minor, patch, build)
    }

    /// Reads `a.b.c.d` in its canonical spelling; nil for anything else.
    ///
    /// Signs, spaces and leading zeros are refused, so that the text sent to the cloud as `current_version` is to the
    /// letter what the cloud said.
    public init?(_ text: some StringProtocol) {
        var text = String(text)
        guard let version = text.withUTF8({ KernelVersion(utf8: $0) }) else { return nil }
        self = version
    }

    /// The same for a text's bytes.
    public init?(utf8 bytes: UnsafeBufferPointer<UInt8>) {
        var numbers: (UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0)
        var (dots, digits, number) = (0, 0, UInt32(0))
        for byte in bytes {
            if byte == UInt8(ascii: ".") {
                guard digits > 0, dots < 3 else { return nil }
                numbers = (numbers.1, numbers.2, numbers.3, number)
                (dots, digits, number) = (dots + 1, 0, 0)
                continue
            }
            guard (0x30...0x39).contains(byte), digits == 0 || number > 0 else { return nil }
            let (tens, isTooLarge) = number.multipliedReportingOverflow(by: 10)
            let (sum, isTooLargeStill) = tens.addingReportingOverflow(UInt32(byte - 0x30))
            guard !isTooLarge, !isTooLargeStill else { return nil }
            (digits, number) = (digits + 1, sum)
        }
        guard dots == 3, digits > 0 else { return nil }
        self.init(numbers.1, numbers.2, numbers.3, number)
    }
}

extension KernelVersion: Comparable {
    /// Whether every number before the first difference is equal and that one is smaller.
    public static func < (left: KernelVersion, right: KernelVersion) -> Bool {
        (left.major, left.minor, left.patch, left.build) < (right.major, right.minor, right.patch, right.build)
    }
}

extension KernelVersion: CustomStringConvertible {
    /// The canonical spelling, `a.b.c.d`.
    public var description: String { "\(major).\(minor).\(patch).\(build)" }
}

extension KernelVersion: Codable {
    /// Decodes the canonical spelling; throws `DecodingError.dataCorrupted` for anything else.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let version = KernelVersion(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "'\(text)' is not a kernel version such as 2.0.75.260400")
        }
        self = version
    }

    /// Encodes the canonical spelling.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension KernelVersion {
    /// Whether the next upgrade from here is a *pre-upgrade* that stops half-way until a person confirms it in the
    /// console (`API.md` §0, fact 3). A second request in that state could be a second step.
    public var needsConsoleConfirmation: Bool {
        (KernelVersion(2, 0, 51, 240305)...KernelVersion(2, 0, 51, 240311)).contains(self)
    }
}
