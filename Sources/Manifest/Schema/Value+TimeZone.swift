internal import Fleet

extension Value {
    /// The rules of a time zone, from its IANA name.
    func timeZone() -> ZoneRules? {
        let what = "the name of a time zone such as Asia/Shanghai"
        guard let text = word(what) else { return nil }
        if let rules = ZoneDatabase.rules(for: text) { return rules }
        guard text.contains("/") else {
            report(.badTime, "\(name) must be \(what), but is \(quoted(text))", hint: hint(for: text))
            return nil
        }
        report(.badTime, "there is no time zone \(quoted(text))", hint: hint(for: text))
        return nil
    }

    /// The city in its region, or else the nearest name of that region.
    private func hint(for text: String) -> String {
        let names = ZoneDatabase.names
        let parts = text.lowercased().split(separator: "/")
        let ofCity = names.first { $0.lowercased().split(separator: "/").last == parts.last }
        let region = names.filter { $0.lowercased().split(separator: "/").first == parts.first }
        if let meant = ofCity ?? nearest(to: text, among: region, atMost: region.count) {
            return "did you mean '\(meant)'?"
        }
        return parts.count > 1 && parts.first != "etc"
            ? "a zone has the name of one of its cities: all of China is Asia/Shanghai"
            : "abbreviations and offsets know no summer time: write Region/City, or UTC"
    }
}
