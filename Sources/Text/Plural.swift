extension Int {
    /// So many of what an English noun names: `1 upgrade`, `2 upgrades`, `3 batches`, `4 directories`.
    public func of(_ noun: String) -> String {
        if self == 1 { return "1 \(noun)" }
        if noun.hasSuffix("ry") { return "\(self) \(noun.dropLast())ies" }
        return noun.hasSuffix("ch") ? "\(self) \(noun)es" : "\(self) \(noun)s"
    }
}
