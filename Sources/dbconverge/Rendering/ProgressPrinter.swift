import Fleet
import Planning
import Reconciler
import Synchronization
import Text

/// Shows a run on stderr: a line that is redrawn on a terminal, plain lines elsewhere.
final class ProgressPrinter: Sendable {
    private struct State {
        var names: [String: [InstanceID: String]] = [:]
        var standings: [String: Standing] = [:]
        var landed: [String: [(InstanceID, KernelVersion)]] = [:]
        var isLineDrawn = false
        var isLossTold = false
    }

    private let state = Mutex(State())
    private let style: Style
    private let isLive: Bool

    private let write: @Sendable (String) -> Void

    /// Redraws a line where colours are wanted: where stderr is a terminal that understands escape sequences.
    init(style: Style, isLive: Bool? = nil, write: @escaping @Sendable (String) -> Void = Console.error) {
        (self.style, self.isLive, self.write) = (style, isLive ?? style.isColored, write)
    }

    /// Takes in what a run tells.
    func show(_ progress: RunProgress) {
        state.withLock { state in
            switch progress {
            case .names(let fleet, let names):
                state.names[fleet] = names
            case .notice(let fleet, .landed(let id, let version)):
                state.landed[fleet, default: []].append((id, version))
            case .notice(let fleet, .nothingKnown(let until)):
                flush(fleet, &state)
                say("\(fleet): \(LostMemory.notice(isFirst: !state.isLossTold, until: until))", &state)
                state.isLossTold = true
            case .notice(let fleet, let notice):
                flush(fleet, &state)
                say("\(fleet): \(words(notice, state.names[fleet] ?? [:]))", &state)
            case .standing(let fleet, let standing):
                flush(fleet, &state)
                guard state.standings[fleet] != standing else { return }
                state.standings[fleet] = standing
                if !isLive { say("\(fleet): \(standing.words)", &state) }
            }
            if isLive { draw(&state) }
        }
    }

    /// Takes the line away, so that the answer stands alone.
    func finish() {
        state.withLock { state in
            if state.isLineDrawn { Console.redraw("") }
            state.isLineDrawn = false
        }
    }

    /// Says how many upgrades landed where: one line for many.
    private func flush(_ fleet: String, _ state: inout State) {
        guard let landed = state.landed.removeValue(forKey: fleet) else { return }
        for (version, group) in Dictionary(grouping: landed, by: \.1).sorted(by: { $0.key < $1.key }) {
            say(
                "\(fleet): \(style.paint("upgraded to \(version)", .green)): \(list(group.map(\.0), state.names[fleet] ?? [:]))",
                &state)
        }
    }

    private func say(_ line: String, _ state: inout State) {
        if state.isLineDrawn { Console.redraw("") }
        state.isLineDrawn = false
        write(line)
    }

    private func draw(_ state: inout State) {
        let line = state.standings.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.words)" }
            .joined(separator: " | ")
        Console.redraw(line)
        state.isLineDrawn = true
    }

    private func words(_ notice: Notice, _ names: [InstanceID: String]) -> String {
        switch notice {
        case .submitting(let request, let target):
            "asking for \(request.from) -> \(target.map(\.description) ?? "several versions"): \(list(request.instances, names))"
        case .refused(let request, let message):
            style.paint("refused", .red) + ": \(list(request.instances, names)): \(message)"
        case .deferred(let request, let message):
            style.paint("put off", .yellow) + ": \(list(request.instances, names)): \(message)"
        case .outcomeUnknown(let request, let message):
            style.paint("outcome unknown", .yellow) + ": \(list(request.instances, names)): \(message)"
        case .landed(let id, let version): "upgraded to \(version): \(list([id], names))"
        case .failed(let id, let reason): style.paint("failed", .red) + ": \(list([id], names)): \(reason.message)"
        case .strayed(let id, let version):
            style.paint("landed elsewhere", .red)
                + ": \(list([id], names)) runs \(version), which nobody declared; the rollout stops"
        case .nothingKnown(let until): LostMemory.notice(isFirst: true, until: until)
        case .lost(let id): "nothing came of the upgrade request; it may be asked for again: \(list([id], names))"
        case .canceling(let id, let why): "canceling the scheduled upgrade of \(list([id], names)): \(why)"
        case .cancelFailed(let id, let message):
            style.paint("not canceled", .red) + ": \(list([id], names)): \(message)"
        case .clockSet(let amount):
            style.paint("the clock was set", .yellow)
                + "\(amount.map { " by \(Int($0 / .seconds(1))) s" } ?? ", or is behind the journal's last entry"): every waiting time counts from now"
        case .revision(let state):
            if let sentence = state.sentence {
                style.paint("nothing more is asked for", .yellow) + ": \(sentence)"
            } else {
                "the ref is back at the commit of this run, which goes on"
            }
        case .precheckAbsent: style.paint("no pre-check", .yellow) + " in this region; going on without it"
        case .observationFailed(let message):
            style.paint("could not observe the cloud", .yellow) + ", trying again: \(message)"
        }
    }

    private func list(_ ids: [InstanceID], _ names: [InstanceID: String]) -> String {
        let shown = ids.prefix(ids.count > 6 ? 3 : 6).map { names[$0]?.printable ?? $0.description }.joined(
            separator: ", ")
        return ids.count > 6 ? "\(ids.count) instances: \(shown), …" : shown
    }
}

extension Standing {
    /// Where the instances are, in one phrase.
    var words: String {
        let parts = [
            (upgrading, "upgrading"), (toUpgrade, "to go"), (waiting, "waiting"), (held, "held"),
        ]
        return (["\(inSync) of \(total) in sync"] + parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" })
            .joined(separator: ", ")
    }
}
