import ArgumentParser
import FoundationEssentials

/// A time as people type it, with its offset from UTC: `2026-12-24T18:00Z`, `2026-12-24T18:00:00+01:00`.
struct TimeArgument: ExpressibleByArgument {
    var date: Date

    init?(argument: String) {
        var text = argument.uppercased()
        // The seconds may be left out.
        let pattern = /(\d{4}-\d\d-\d\d)[T ]((?:[01]\d|2[0-3]):[0-5]\d)(:[0-5]\d)?(Z|[+-](?:0\d|1[0-4]):[0-5]\d)/
        guard let match = text.wholeMatch(of: pattern) else { return nil }
        text = "\(match.1)T\(match.2)\(match.3 ?? ":00")\(match.4)"
        // A day that no month has is read as one of the next.
        guard let date = try? Date(text, strategy: .iso8601),
            let day = try? Date("\(match.1)T00:00:00Z", strategy: .iso8601),
            day.formatted(.iso8601.year().month().day()) == match.1
        else { return nil }
        self.date = date
    }

    init(_ date: Date) { self.date = date }
}
