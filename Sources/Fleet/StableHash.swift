/// A hash that is the same in every process, as Swift's own is not: FNV-1a. Nothing that has to resist an attack.
public enum StableHash {
    /// The hash of a text's UTF-8; another `salt` gives another.
    public static func of(_ text: String, salt: UInt64 = 0) -> UInt64 {
        text.utf8.reduce(basis &+ salt) { ($0 ^ UInt64($1)) &* prime }
    }

    /// The hash of some instances, in whichever order they come.
    public static func of(_ instances: Set<InstanceID>) -> UInt64 {
        func adding(_ word: UInt64, to hash: UInt64) -> UInt64 {
            let product = (hash ^ word) &* prime
            // A product carries upwards only.
            return product ^ product >> 32
        }
        return instances.reduce(UInt64(instances.count)) { sum, id in
            let (first, second, third, fourth) = id.words
            return sum &+ adding(fourth, to: adding(third, to: adding(second, to: adding(first, to: basis))))
        }
    }

    private static let basis: UInt64 = 0xCBF2_9CE4_8422_2325
    private static let prime: UInt64 = 0x100_0000_01B3
}
