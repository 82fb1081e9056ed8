public import Fleet
import FoundationEssentials
import FoundationInternationalization
import Synchronization

/// The time zones that Foundation's ICU brings along; the system's own files are not asked. Nothing is read before the
/// first question, and each zone once.
public enum ZoneDatabase {
    /// The rules of a zone by its IANA name: a region and a city, or UTC; nil where there is no such name. Its
    /// transitions are those from 2000 to 2099.
    public static func rules(for name: String) -> ZoneRules? {
        cache.withLock { known in
            if let rules = known[name] { return rules }
            guard isCity(name), let zone = TimeZone(identifier: name) else { return nil }
            let rules = ZoneRules(
                name: name, initialOffset: zone.secondsFromGMT(for: start), transitions: transitions(of: zone))
            known[name] = rules
            return rules
        }
    }

    /// The names to suggest, in their order: ICU's own, which has one for each zone.
    static var names: [String] {
        // A static binary has ICU's zones only because this is used: it alone is declared beside them.
        (TimeZone.knownTimeZoneIdentifiers.filter(isCity) + ["UTC"]).sorted()
    }

    private static let cache = Mutex<[String: ZoneRules]>([:])
    private static let start = Date(timeIntervalSince1970: 946_684_800)  // 2000-01-01
    private static let end = Date(timeIntervalSince1970: 4_102_444_800)  // 2100-01-01

    /// Foundation also takes abbreviations such as CST, which mean one place of several, and offsets such as GMT+8 and
    /// Etc/GMT-8, whose signs are a trap.
    private static func isCity(_ name: String) -> Bool {
        if name == "UTC" || name == "Etc/UTC" { return true }
        return name.contains("/") && !name.hasPrefix("Etc/") && !name.hasPrefix("SystemV/")
    }

    private static func transitions(of zone: TimeZone) -> [ZoneRules.Transition] {
        var transitions: [ZoneRules.Transition] = []
        var (date, offset) = (start, zone.secondsFromGMT(for: start))
        // Every change of the rules is reported, also one that leaves the offset as it was.
        while let next = zone.nextDaylightSavingTimeTransition(after: date), next > date, next < end {
            let new = zone.secondsFromGMT(for: next)
            if new != offset { transitions.append(.init(at: next, offset: new)) }
            (date, offset) = (next, new)
        }
        return transitions
    }
}
