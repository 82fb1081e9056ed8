import CloudModel
import Fleet
import Foundation
import Planning

/// Windows and freezes, counted in another way than the tool does: by going through the days around now, with the
/// offsets of zones told here once more.
extension Simulation {
    private static let day = 86400.0

    /// How far a zone's clocks are ahead of UTC, in seconds; `at` is an instant in seconds after 1970.
    private func offset(_ zone: ZoneRules, at instant: Double) -> Double {
        switch zone.name {
        case "Asia/Shanghai": 28800
        case "Asia/Kolkata": 19800
        case "America/Bogota": -18000
        // Until 02:00 on the 28th of March 2027, when it is 03:00.
        case "Europe/Berlin": instant < 1_806_195_600 ? 3600 : 7200
        // Until 03:00 on the 4th of April 2027, when it is 02:00.
        case "Australia/Sydney": instant < 1_806_768_000 ? 39600 : 36000
        default: 0
        }
    }

    /// The number of the day that a zone's calendar shows.
    private func date(_ zone: ZoneRules, at instant: Double) -> Int {
        Int(((instant + offset(zone, at: instant)) / Self.day).rounded(.down))
    }

    /// When a zone's clock first shows a time of a day, or a later one.
    private func first(_ zone: ZoneRules, _ date: Int, minute: Int) -> Double {
        let local = Double(date) * Self.day + Double(minute * 60)
        // Every zone here is less than a day off, and changes its clocks once at most.
        let (before, after) = (offset(zone, at: local - Self.day), offset(zone, at: local + Self.day))
        guard before != after else { return local - before }
        let change: Double = before < after ? 1_806_195_600 : 1_806_768_000
        return local - before < change ? local - before : max(change, local - after)
    }

    private func isOpen(_ window: RolloutPolicy.Window, at instant: Double) -> Bool {
        let today = date(window.timeZone, at: instant)
        return (today - 3...today).contains { date in
            // The first of January 1970 was a Thursday, and the days are counted from Monday.
            let weekday = RolloutPolicy.Weekday.allCases[(date + 3) % 7]
            guard window.days.isEmpty || window.days.contains(weekday) else { return false }
            let open = first(window.timeZone, date, minute: window.start)
            return instant >= open && instant < open + (window.duration - window.closesBefore) / .seconds(1)
        }
    }

    private func isFrozen(at instant: Double) -> Bool {
        // The fifteenth of January 2027 was the day 20833.
        scenario.desired.rollout.freezes.contains { freeze in
            (freeze.from.day...freeze.to.day).contains(date(freeze.timeZone ?? .utc, at: instant) - 20833 + 15)
        }
    }

    func checkSchedule(_ request: UpgradeRequest) throws(Violation) {
        let rollout = scenario.desired.rollout
        let now = toolNow.timeIntervalSince1970
        guard rollout.windows.isEmpty || rollout.windows.contains(where: { isOpen($0, at: now) }) else {
            throw violation(.windows, "\(self.now)")
        }
        guard !isFrozen(at: now) else { throw violation(.freezes, "\(self.now)") }
        // All maintenance windows lie within a day, and are shorter than a freeze.
        let minute = Int(now.truncatingRemainder(dividingBy: Self.day) / 60)
        let today = (now / Self.day).rounded(.down)
        for id in request.instances where request.delay {
            guard let window = model[id]?.maintenanceWindow else { continue }
            let midnight = (minute < window.end ? today : today + 1) * Self.day
            guard
                isFrozen(at: midnight + Double(window.start * 60))
                    || isFrozen(at: midnight + Double(window.end * 60 - 1))
            else { continue }
            throw violation(.scheduledIntoFreeze, "\(id) at \(self.now)")
        }
    }
}
