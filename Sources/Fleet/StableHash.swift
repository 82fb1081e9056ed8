/// A hash that is the same in every process, as Swift's own is not: FNV-1a. Nothing that has to resist an attack.
public enum StableHash {
    /// The hash of a text's UTF-8; another `salt` gives another.
    public static func of(_ text: String, salt: UInt64 = 0) -> UInt64 {
        text.utf8.reduce(0xCBF2_9CE4_8422_2325 &+ salt) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}
