public import Fleet
import Foundation
public import Planning
import TestSupport

/// Entries from a seed: every case, in any order, about few instances and few times, so that they often meet.
public struct RandomEntries {
    /// The instances.
    public static let instances = (0..<2).compactMap { InstanceID(String(repeating: "\($0)", count: 32) + "in07") }
    /// The versions.
    public static let versions = (0..<4).map { KernelVersion(2, 0, 70 + $0, 260100) }
    private static let text = ["", "no", "the cloud's \"words\"; 'quoted', \u{1F600}\nand a second line"]

    private var random: SplitMix

    /// The same seed gives the same entries.
    public init(seed: UInt64) { random = SplitMix(seed: seed) }

    /// Whether something happens that happens so often.
    public mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

    private mutating func pick<Value>(_ values: [Value]) -> Value {
        values[Int.random(in: values.indices, using: &random)]
    }

    private mutating func date() -> Date { .test(Int.random(in: 0..<3, using: &random)) }

    private mutating func maybe<Value>(_ value: Value) -> Value? { chance(50) ? value : nil }

    private mutating func version() -> KernelVersion { pick(Self.versions) }

    private mutating func reason() -> Reason { Reason(pick(Reason.Code.allCases), pick(Self.text)) }

    private mutating func failure() -> UpgradeFailure {
        UpgradeFailure(
            sentAt: date(), from: version(), declared: version(), at: date(), reason: reason(),
            job: maybe(pick(Self.text)), isExternal: chance(50))
    }

    private mutating func submission() -> Submission {
        Submission(
            from: version(), target: version(), declared: version(), delay: chance(50), sentAt: date(),
            earlierFailures: Set([pick(Self.text), pick(Self.text)].prefix(Int.random(in: 0...2, using: &random))),
            acceptance: pick([
                .awaited, .accepted(at: date()), .answerLost(at: date()), .refused(pick(Self.text), at: date()),
            ]), progress: progress(), failure: chance(30) ? failure() : nil)
    }

    private mutating func progress() -> Submission.Progress {
        let scheduled = Submission.ScheduledJob(id: pick(Self.text), cancelingAt: maybe(date()))
        let running = Submission.RunningJob(id: pick(Self.text), since: date(), scheduled: maybe(pick(Self.text)))
        let last = pick([.scheduled(scheduled), .running(running), Submission.LastJob.failed(pick(Self.text))])
        return pick([.unseen, .scheduled(scheduled), .running(running), .gone(last, at: date())])
    }

    private mutating func outcome() -> SubmissionOutcome {
        switch Int.random(in: 0..<10, using: &random) {
        case 0...2: .offTarget(version())
        case 3...4: .failed(reason())
        case 5: .completed(version())
        case 6: .refused(pick(Self.text))
        case 7...8: .noTrace
        default: chance(50) ? .withdrawn : .canceled
        }
    }

    /// The next entry.
    public mutating func next() -> JournalEntry {
        let id = pick(Self.instances)
        switch Int.random(in: 0..<100, using: &random) {
        case ..<2: return .evaluated((0..<Int.random(in: 1...2, using: &random)).map { _ in evaluation() })
        case ..<3: return .checkAcknowledged(pick(Self.checks), at: date())
        case ..<8: return .seen(at: date(), hasExternalActivity: chance(40))
        case ..<32: return .intended(id, submission())
        case ..<52: return .updated(id, submission())
        case ..<74: return .concluded(id, sentAt: date(), outcome(), at: date())
        case ..<82: return .found(id, failure())
        case ..<90:
            let some = Self.instances.shuffled(using: &random).prefix(Int.random(in: 0...2, using: &random))
            var atRest: [InstanceID: AtRest] = [:]
            for id in some { atRest[id] = AtRest(version: version(), since: date()) }
            return .cameToRest(atRest)
        case ..<96: return .leftRest(Array(Self.instances.shuffled(using: &random).prefix(1)))
        case ..<98: return .clockSet(at: date())
        default: return .acknowledged(acknowledgement())
        }
    }

    private static let checks = ["error-rate", "smoke"]

    private mutating func evaluation() -> Evaluation {
        let outcome = pick(CheckResult.Outcome.allCases)
        return Evaluation(
            CheckID(pick(Self.checks), wave: maybe("canary"), isBefore: chance(20)), definition: "d", at: date(),
            CheckResult(outcome, value: maybe("0.5"), message: maybe(pick(Self.text))))
    }

    private mutating func acknowledgement() -> Acknowledgement {
        let some = Self.instances.shuffled(using: &random).prefix(Int.random(in: 0...2, using: &random))
        var word = Acknowledgement(at: date(), instances: maybe(Set(some)), jobs: maybe([pick(Self.text)]))
        for id in some { word.versions[id] = version() }
        return word
    }
}
