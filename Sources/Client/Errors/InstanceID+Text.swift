internal import Fleet

extension InstanceID {
    /// So much of a text is searched at most, in bytes: a hundred ids with many words to each.
    private static let searched = 64 << 10

    /// The ids that a text names, each a word of its own.
    static func all(in text: String) -> Set<InstanceID> {
        let words = text.utf8.prefix(searched).split { byte in
            !(0x30...0x39).contains(byte) && !(0x41...0x5A).contains(byte) && !(0x61...0x7A).contains(byte)
        }
        return Set(words.compactMap { InstanceID(String(Substring($0))) })
    }
}
