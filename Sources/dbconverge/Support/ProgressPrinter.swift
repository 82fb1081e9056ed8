import Fleet
import FoundationEssentials
import Logging
import Planning
import Reconciler
import Report
import Synchronization
import Text

/// Shows a run on stderr: a line that is redrawn on a terminal; elsewhere lines, where a person wants to see them.
final class ProgressPrinter: Sendable {
    private struct State {
        var listed: [String: ObservedInstances] = [:]
        var counts: [String: ProgressCounts] = [:]
        var completed: [String: [(InstanceID, KernelVersion)]] = [:]
        var isLineDrawn = false
        var isLossTold = false
    }

    private let state = Mutex(State())
    private let style: Style
    private let isLive: Bool
    private let isWatched: Bool
    private let times: @Sendable () -> TimeSpelling
    private let write: @Sendable (LogEntry) -> Void

    /// Redraws a line where colours are wanted: where stderr is a terminal that understands escape sequences. `times`
    /// spells them as of the moment at which it is asked. `isWatched`: a person wants to see all that happens, not only
    /// warnings and errors.
    init(
        style: Style, isLive: Bool? = nil, isWatched: Bool = true, times: @escaping @Sendable () -> TimeSpelling,
        write: @escaping @Sendable (LogEntry) -> Void = Console.say
    ) {
        self.isLive = isWatched && (isLive ?? style.isColored)
        (self.style, self.isWatched, self.times, self.write) = (style, isWatched, times, write)
    }

    /// Shows a run as the command's options say.
    convenience init(_ output: OutputOptions, _ progress: ProgressOptions) {
        self.init(
            style: output.errorStyle,
            isWatched: !progress.quiet && (progress.progress || Console.errorIsTerminal),
            times: { [zone = output.times.zone] in TimeSpelling(now: Date(), zone: zone) })
    }

    /// Takes in what a run tells.
    func show(_ progress: RunProgress) {
        state.withLock { state in
            switch progress {
            case .listed(let fleet, let instances):
                state.listed[fleet] = instances
            case .notice(let fleet, .completed(let id, let version)):
                state.completed[fleet, default: []].append((id, version))
            case .notice(let fleet, .nothingKnown(let until)):
                flush(fleet, &state)
                let notice = Notice.nothingKnown(until: until)
                say(JournalLoss.notice(isFirst: !state.isLossTold, until: until, times()), notice.level, fleet, &state)
                state.isLossTold = true
            case .notice(let fleet, let notice):
                flush(fleet, &state)
                say(text(notice, state.listed[fleet] ?? ObservedInstances()), notice.level, fleet, &state)
            case .counts(let fleet, let counts):
                flush(fleet, &state)
                guard state.counts[fleet] != counts else { return }
                state.counts[fleet] = counts
                if !isLive { say(counts.text, .info, fleet, &state) }
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

    /// Says how many upgrades completed, by version: one line for many.
    private func flush(_ fleet: String, _ state: inout State) {
        guard let completed = state.completed.removeValue(forKey: fleet) else { return }
        for (version, group) in Dictionary(grouping: completed, by: \.1).sorted(by: { $0.key < $1.key }) {
            let instances = list(group.map(\.0), state.listed[fleet] ?? ObservedInstances())
            say(style.paint("= upgraded to \(version)", .green) + ": \(instances)", .notice, fleet, &state)
        }
    }

    private func say(_ line: String, _ level: Logger.Level, _ fleet: String, _ state: inout State) {
        guard isWatched || level.isAlwaysTold else { return }
        if state.isLineDrawn { Console.redraw("") }
        state.isLineDrawn = false
        write(LogEntry(level: level, message: line, fleet: fleet, isLabeled: false))
    }

    private func draw(_ state: inout State) {
        let line = state.counts.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.text)" }
            .joined(separator: " | ")
        Console.redraw(line)
        state.isLineDrawn = true
    }

    private func text(_ notice: Notice, _ listed: ObservedInstances) -> String {
        switch notice {
        case .submitting(let request, let target):
            style.paint("~ requesting", .green)
                + " \(request.from) → \(target.map(\.description) ?? "several versions"): \(list(request.instances, listed))"
        case .refused(let request, let message):
            style.paint("! refused", .red) + ": \(list(request.instances, listed)): \(message)"
        case .deferred(let request, let message):
            style.paint(". put off", .yellow) + ": \(list(request.instances, listed)): \(message)"
        case .outcomeUnknown(let request, let message):
            style.paint("! outcome unknown", .yellow) + ": \(list(request.instances, listed)): \(message)"
        case .completed(let id, let version): "= upgraded to \(version): \(list([id], listed))"
        case .failed(let id, let reason):
            style.paint("! failed", .red) + ": \(list([id], listed)): \(times().text(reason.words))"
        case .offTarget(let id, let version):
            style.paint("! off-target", .red)
                + ": \(list([id], listed)) runs \(version), which is not declared; the rollout stops"
        case .nothingKnown(let until): JournalLoss.notice(isFirst: true, until: until, times())
        case .noTrace(let id): "- nothing came of the upgrade request; it may be requested again: \(list([id], listed))"
        case .canceling(let id, let why): "x canceling the scheduled upgrade of \(list([id], listed)): \(why)"
        case .cancelFailed(let id, let message):
            style.paint("! not canceled", .red) + ": \(list([id], listed)): \(message)"
        case .clockSet(let amount):
            style.paint("the clock was set", .yellow)
                + "\(amount.map { " by \(Int($0 / .seconds(1))) s" } ?? ", or is behind the journal's last entry"): every waiting time counts from now"
        case .revision(let state):
            if let sentence = state.sentence {
                style.paint("nothing more is requested", .yellow) + ": \(sentence)"
            } else {
                "the ref is back at the commit of this run, which goes on"
            }
        case .evaluated(let one): one.progressText(style)
        case .precheckAbsent: style.paint("no pre-check", .yellow) + " in this region; going on without it"
        case .observationFailed(let message):
            style.paint("could not observe the cloud", .yellow) + ", trying again: \(message)"
        }
    }

    private func list(_ ids: [InstanceID], _ listed: ObservedInstances) -> String {
        let shown = ids.prefix(ids.count > 6 ? 3 : 6).map { listed[$0]?.name.printable ?? $0.description }.joined(
            separator: ", ")
        return ids.count > 6 ? "\(ids.count) instances: \(shown), …" : shown
    }
}

extension ProgressCounts {
    /// Where the instances are, in one phrase.
    var text: String {
        let parts = [
            (upgrading, "upgrading"), (toUpgrade, "to go"), (waiting, "waiting"), (held, "held"),
        ]
        return (["\(inSync) of \(total) in sync"] + parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" })
            .joined(separator: ", ")
    }
}
