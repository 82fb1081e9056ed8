/// SplitMix64: a small random source whose numbers depend on nothing but its seed.
package struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    /// A source of its own for what a key names.
    package init(seed: UInt64, key: String) { state = seed ^ Self.hash(key) }

    /// FNV-1a, which is the same in every process.
    package static func hash(_ text: String) -> UInt64 {
        text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0100_0000_01B3 }
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// So many random hexadecimal digits.
    package mutating func hexDigits(_ count: Int) -> String {
        var text = ""
        while text.count < count {
            let digits = String(next(), radix: 16)
            text += String(repeating: "0", count: 16 - digits.count) + digits
        }
        return String(text.prefix(count))
    }

    /// An identifier in the shape of a UUID, as jobs and subnets have.
    package mutating func identifier() -> String {
        [8, 4, 4, 4, 12].map { hexDigits($0) }.joined(separator: "-")
    }
}
