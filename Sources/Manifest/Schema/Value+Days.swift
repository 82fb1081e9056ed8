internal import Fleet

extension Value {
    /// A list of days of the week, `Sat`, and of ranges of them, `Mon-Fri`, both ends included; a range may run across
    /// the end of the week.
    func days() -> Set<RolloutPolicy.Weekday> {
        guard let items = items(of: "days such as Sat or Mon-Fri", atMost: 100) else { return [] }
        if items.isEmpty {
            report(.emptyList, "no day is listed", hint: "list the days, or remove the key for every day")
        }
        var days: Set<RolloutPolicy.Weekday> = []
        for item in items {
            let doubled = (item.dayOrRange() ?? []).filter { !days.insert($0).inserted }
            if !doubled.isEmpty {
                let names = doubled.map(\.rawValue).joined(separator: ", ")
                item.report(
                    .duplicateValue, "\(names) \(doubled.count == 1 ? "is" : "are") in this list twice",
                    hint: "remove one of them")
            }
        }
        return days
    }

    private func dayOrRange() -> [RolloutPolicy.Weekday]? {
        let all = RolloutPolicy.Weekday.allCases
        guard let text = word("a day such as Sat or a range such as Mon-Fri") else { return nil }
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        let ends = parts.compactMap(RolloutPolicy.Weekday.init)
        guard ends.count == parts.count, parts.count <= 2, let first = ends.first, let last = ends.last else {
            let meant = parts.compactMap { Value.day(meantBy: $0)?.rawValue }
            report(
                .badValue, "\(name) can't be \(quoted(text))",
                hint: meant.count == parts.count && parts.count <= 2
                    ? "did you mean '\(meant.joined(separator: "-"))'?"
                    : "the days are \(all.map(\.rawValue).joined(separator: ", ")), and a range of them is Mon-Fri")
            return nil
        }
        if parts.count == 1 { return [first] }
        guard first != last, let start = all.firstIndex(of: first), let end = all.firstIndex(of: last) else {
            report(.badValue, "the range \(text) begins and ends with the same day", hint: "write \(first.rawValue)")
            return nil
        }
        let count = (end - start + all.count) % all.count
        return (0...count).map { all[(start + $0) % all.count] }
    }

    /// The day whose English name, in any case and with blanks around it, begins like this.
    private static func day(meantBy text: String) -> RolloutPolicy.Weekday? {
        let word = text.lowercased().filter { $0 != " " }
        let names = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
        if word.count >= 2, let index = names.firstIndex(where: { $0.hasPrefix(word) }) {
            return RolloutPolicy.Weekday.allCases[index]
        }
        return nearest(to: word, among: RolloutPolicy.Weekday.allCases.map(\.rawValue)).flatMap(
            RolloutPolicy.Weekday.init)
    }
}
