import Fleet
import Foundation

/// Some zones in some years, by hand, so that these tests need no database.
enum Zones {
    static let all = Dictionary(uniqueKeysWithValues: ([.utc] + list).map { ($0.name, $0) })

    private static let list = [
        zone("Asia/Shanghai", "+08:00"),
        zone("Asia/Kathmandu", "+05:45"),
        zone(
            "Europe/Berlin", "+01:00",
            [
                "2025-03-30T01:00:00Z": "+02:00",
                "2025-10-26T01:00:00Z": "+01:00",
                "2026-03-29T01:00:00Z": "+02:00",
                "2026-10-25T01:00:00Z": "+01:00",
                "2027-03-28T01:00:00Z": "+02:00",
                "2027-10-31T01:00:00Z": "+01:00",
            ]),
        zone(
            "America/New_York", "-05:00",
            [
                "2025-03-09T07:00:00Z": "-04:00",
                "2025-11-02T06:00:00Z": "-05:00",
                "2026-03-08T07:00:00Z": "-04:00",
                "2026-11-01T06:00:00Z": "-05:00",
                "2027-03-14T07:00:00Z": "-04:00",
                "2027-11-07T06:00:00Z": "-05:00",
            ]),
        zone(
            "Australia/Lord_Howe", "+11:00",
            [
                "2025-04-05T15:00:00Z": "+10:30",
                "2025-10-04T15:30:00Z": "+11:00",
                "2026-04-04T15:00:00Z": "+10:30",
                "2026-10-03T15:30:00Z": "+11:00",
                "2027-04-03T15:00:00Z": "+10:30",
                "2027-10-02T15:30:00Z": "+11:00",
            ]),
        zone(
            "America/Sao_Paulo", "-02:00",
            [
                "2017-02-19T02:00:00Z": "-03:00",
                "2017-10-15T03:00:00Z": "-02:00",
                "2018-02-18T02:00:00Z": "-03:00",
                "2018-11-04T03:00:00Z": "-02:00",
                "2019-02-17T02:00:00Z": "-03:00",
            ]),
        zone(
            "America/St_Johns", "-03:30",
            [
                "2010-03-14T03:31:00Z": "-02:30",
                "2010-11-07T02:31:00Z": "-03:30",
                "2011-03-13T03:31:00Z": "-02:30",
                "2011-11-06T04:30:00Z": "-03:30",
            ]),
        zone(
            "Pacific/Apia", "-10:00",
            [
                "2011-04-02T14:00:00Z": "-11:00",
                "2011-09-24T14:00:00Z": "-10:00",
                "2011-12-30T10:00:00Z": "+14:00",
                "2012-03-31T14:00:00Z": "+13:00",
                "2012-09-29T14:00:00Z": "+14:00",
            ]),
    ]

    private static func zone(
        _ name: String, _ offset: String, _ changes: KeyValuePairs<String, String> = [:]
    ) -> ZoneRules {
        let transitions = changes.map { ZoneRules.Transition(at: instant($0.key), offset: seconds($0.value)) }
        return ZoneRules(name: name, initialOffset: seconds(offset), transitions: transitions)
    }

    /// An offset such as `-03:30`.
    private static func seconds(_ offset: String) -> Int {
        let parts = offset.dropFirst().split(separator: ":").compactMap { Int($0) }
        return (parts[0] * 3_600 + parts[1] * 60) * (offset.hasPrefix("-") ? -1 : 1)
    }
}

/// The instant that ISO 8601 text such as `2026-01-09T18:00:00Z` means.
func instant(_ text: String) -> Date {
    guard let date = try? Date(text, strategy: .iso8601) else { preconditionFailure("no instant: \(text)") }
    return date
}
