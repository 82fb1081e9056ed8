import ArgumentParser
import Fleet
import FoundationEssentials

/// A time to come as people type it for `--at`: with its offset from UTC (`2026-11-30T01:00+08:00`), on the clock of
/// `--time-zone` (`2026-11-30T01:00`, or a day for its midnight), or from now (`+2d`).
enum MomentArgument: Hashable, ExpressibleByArgument, ExplainedArgument {
    case instant(Date)
    case local(RolloutPolicy.Day, minute: Int)
    case after(Duration)

    /// Throws a usage error that says how such a time is written.
    init(parsing argument: String) throws {
        if argument.hasPrefix("+") {
            self = .after(try DurationArgument(parsing: String(argument.dropFirst())).duration)
        } else if let instant = TimeArgument(argument: argument) {
            self = .instant(instant.date)
        } else if let local = TimeArgument(argument: argument + (argument.count == 10 ? "T00:00Z" : "Z")) {
            let seconds = Int(local.date.timeIntervalSince1970)
            let day = ZoneRules.utc.day(at: local.date)
            self = .local(day, minute: (seconds - day.daysSinceEpoch * 86_400) / 60)
        } else {
            throw ValidationError(
                """
                a time is written 2026-11-30T01:00+08:00, 2026-11-30T01:00 for the clock of --time-zone, or +2d for two \
                days from now
                """)
        }
    }

    init?(argument: String) {
        guard let value = try? MomentArgument(parsing: argument) else { return nil }
        self = value
    }

    static func explanation(of argument: String) -> String? {
        do {
            _ = try MomentArgument(parsing: argument)
            return nil
        } catch {
            return "\(error)"
        }
    }

    /// The instant. Throws a usage error where it is past, or so far ahead that no plan is of use.
    func date(now: Date, zone: ZoneRules) throws -> Date {
        let date =
            switch self {
            case .instant(let date): date
            case .local(let day, let minute): zone.start(of: day, minute: minute)
            case .after(let duration): now.addingTimeInterval(duration / .seconds(1))
            }
        guard date > now else {
            throw ValidationError(
                "--at is \(date.formatted(.iso8601)), which is past; a plan can be made as if it were a time to come")
        }
        guard date.timeIntervalSince(now) <= WrittenDuration.longest / .seconds(1) else {
            throw ValidationError("--at is \(date.formatted(.iso8601)), which is more than ten years ahead")
        }
        return date
    }
}
