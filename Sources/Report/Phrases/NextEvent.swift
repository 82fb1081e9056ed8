import Fleet
import FoundationEssentials
import Planning
import Reconciler
import Text

/// What happens next by itself to a rollout, and when.
struct NextEvent: Hashable, Encodable {
    /// What it is.
    enum Kind: String, Hashable, Encodable {
        /// A request can leave for an instance that waits.
        case requestsPossible
        /// A wave has soaked.
        case soakEnds
        /// The pause of the fleet ends.
        case pauseEnds
        /// The maintenance window of a scheduled upgrade opens.
        case maintenanceWindow
    }

    var kind: Kind
    /// The wave that has soaked then; nil for other events.
    var wave: String?
    var at: Date

    /// What it is, in words.
    var words: String {
        switch kind {
        case .requestsPossible: "a run can request more"
        case .soakEnds: "the wave '\(wave ?? "")' has soaked"
        case .pauseEnds: "the pause ends"
        case .maintenanceWindow: "the maintenance window of a scheduled upgrade opens"
        }
    }
}

extension FleetStatus {
    /// The first of the known times that lie ahead; nil: none is known. Of several at one time what lets the rollout go
    /// on is said.
    var nextEvent: NextEvent? {
        var events: [NextEvent] = []
        if let date = plan.nextRunAt { events.append(NextEvent(kind: .requestsPossible, at: date)) }
        if let wave = plan.waves.first(where: { $0.state == .soaking }), let end = wave.soaksUntil {
            events.append(NextEvent(kind: .soakEnds, wave: wave.name, at: end))
        }
        if let end = plan.paused?.until { events.append(NextEvent(kind: .pauseEnds, at: end)) }
        let windows = jobs.values.filter { $0.phase == .scheduled }.compactMap(\.window?.lowerBound)
            .filter { $0 > plan.observedAt }
        if let first = windows.min() { events.append(NextEvent(kind: .maintenanceWindow, at: first)) }
        let ahead = events.filter { $0.at > plan.observedAt }
        guard let first = ahead.map(\.at).min() else { return nil }
        return ahead.first { $0.at.minute == first.minute }
    }

    /// The event's time, in the zone that it belongs to, and what it is.
    func text(_ event: NextEvent, _ times: TimeSpelling) -> String {
        "\(times.text(event.at, in: event.kind == .requestsPossible ? zone : nil)): \(event.words)"
    }
}
