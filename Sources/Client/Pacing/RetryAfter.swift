internal import FoundationEssentials

/// The header `Retry-After`, in both of its forms.
enum RetryAfter {
    /// In seconds; a longer wait is no serious answer, and the gateway is asked again after this one.
    private static let longest = 3600.0

    /// In how many seconds the other side may be asked again; nil where it does not say, or not readably.
    ///
    /// A date is measured from the answer's own `Date`, so that it does not matter whose clock is wrong, and from `now`
    /// where there is none.
    static func seconds(of response: WireResponse, now: Date) -> Double? {
        guard let text = response.headers["retry-after"] else { return nil }
        if let seconds = Double(text), seconds.isFinite { return seconds >= 0 ? min(seconds, longest) : nil }
        guard let date = date(text) else { return nil }
        return min(longest, max(0, date.timeIntervalSince(response.headers["date"].flatMap { Self.date($0) } ?? now)))
    }

    /// `Sun, 06 Nov 1994 08:49:37 GMT`, and the two older forms that HTTP still allows: `Sunday, 06-Nov-94 08:49:37 GMT`
    /// and `Sun Nov  6 08:49:37 1994`.
    static func date(_ text: String) -> Date? {
        var words = text.split { " ,-:".contains($0) }
        guard words.count == 8 || words.count == 7 else { return nil }
        words.removeFirst()
        if words.count == 7 {
            guard words.removeLast() == "GMT" else { return nil }
        } else {
            // The old form of C: the month first, the year last.
            words = [words[1], words[0], words[5], words[2], words[3], words[4]]
        }
        guard let month = Self.months.firstIndex(of: words[1].lowercased()) else { return nil }
        let numbers = [words[0], words[2], words[3], words[4], words[5]].compactMap { $0.count <= 4 ? Int($0) : nil }
        guard numbers.count == 5, numbers.allSatisfy({ $0 >= 0 }), (1...31).contains(numbers[0]) else { return nil }
        guard numbers[2] < 24, numbers[3] < 60, numbers[4] <= 60 else { return nil }
        let year = numbers[1] < 100 ? numbers[1] + (numbers[1] < 70 ? 2000 : 1900) : numbers[1]
        let days = CloudTime.daysSince1970(year: year, month: month + 1, day: numbers[0])
        return Date(timeIntervalSince1970: Double(days * 86400 + numbers[2] * 3600 + numbers[3] * 60 + numbers[4]))
    }

    private static let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]
}
