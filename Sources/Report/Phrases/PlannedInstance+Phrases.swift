import Fleet
import Planning
import Text

/// What is shown of an instance in every format that people read.
extension PlannedInstance {
    /// Its name, else its id.
    var label: String { name.map { $0.isEmpty ? id.description : $0 } ?? id.description }

    /// The version that it runs and the one that it goes to: `2.0.72.260100 → 2.0.75.260400`.
    var versions: String {
        let from = current.flatMap { $0.isEmpty ? nil : $0 } ?? "-"
        switch action {
        case .none: return from
        case .upgrade(let target): return "\(from) → \(target)"
        case .hold(let reason) where reason.code == .ahead: return from
        case .cancel, .wait, .hold: return from == declared.description ? from : "\(from) → \(declared)"
        }
    }

    /// What will happen, and why, in words; a symbol beside it says nothing more.
    var explanation: Message { explanation(batches: batch.map { [$0] } ?? []) }

    /// The same of upgrades that are in these batches.
    func explanation(batches: [Int]) -> Message {
        switch action {
        case .none: "in sync"
        case .upgrade(let target):
            target == declared ? "now\(text(batches))" : "now\(text(batches)); a stop on the way to \(declared)"
        case .cancel(let reason): "cancel: \(reason.words)"
        case .wait(let reason): action.isUpgrading ? "upgrading: \(reason.words)" : "waits: \(reason.words)"
        case .hold(let reason): reason.speaksForItself ? reason.words : "held: \(reason.words)"
        }
    }

    private func text(_ batches: [Int]) -> String {
        guard let first = batches.first, let last = batches.last else { return "" }
        return first == last ? ", batch \(first)" : ", batches \(first) to \(last)"
    }

    /// Whether it only waits for its wave.
    var waitsForWave: Bool {
        guard case .wait(let reason) = action else { return false }
        return [.waveNotReached, .soaking, .waveConfirming, .upstreamBehind, .upstreamSoaking, .checkPending].contains(
            reason.code)
    }

    /// Whether a run has not got to it.
    var isQueued: Bool {
        action.reason?.code == .offerNotRead || action.reason?.code == .waveNotReached
    }

    /// Where it stands among the rows of its wave: upgrades first, then what is in flight, what is held, what waits,
    /// and what nothing has to be done about.
    var rank: Int {
        switch action {
        case .upgrade: 0
        case .cancel: 1
        case .wait: action.isUpgrading ? 2 : 4
        case .hold(let reason): reason.code == .suspended ? 6 : reason.code == .ahead ? 5 : 3
        case .none: 7
        }
    }
}

extension Reason {
    /// Whether its words begin with what has become of the instance, such as `ahead: …` or `off-target: …`.
    fileprivate var speaksForItself: Bool {
        switch code {
        case .ahead, .superseded, .suspended, .stuck, .notStarted, .outcomeUnknown, .canceled, .offTarget, .paused: true
        default: false
        }
    }
}
