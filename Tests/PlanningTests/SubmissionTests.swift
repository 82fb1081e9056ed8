import Fleet
import Foundation
@testable import Planning
import Testing

/// What observations make of an upgrade that was requested.
@Suite struct SubmissionTests {
    typealias Progress = Submission.Progress

    static let (start, later) = (Fixture.start, Fixture.start + 60)
    static let scheduled = Submission.ScheduledJob(id: "s", cancelingAt: start)
    static let running = Submission.RunningJob(id: "r", since: start, scheduled: "s")

    func submission(_ progress: Progress) -> Submission {
        Submission(
            from: Fixture.old, target: Fixture.declared, declared: Fixture.declared, delay: true, sentAt: Self.start,
            progress: progress)
    }

    struct Row: Sendable, CustomTestStringConvertible {
        var from: Progress
        /// The job that an observation shows then; nil: none in flight.
        var shown: (id: String, UpgradeJob.Phase)?
        var failed: String?
        var to: Progress

        var testDescription: String { "\(from), \(shown.map(\.id) ?? "none")" }
    }

    static let rows: [Row] = [
        Row(from: .unseen, shown: ("s", .scheduled), to: .scheduled(.init(id: "s"))),
        Row(from: .unseen, shown: ("r", .running), to: .running(.init(id: "r", since: later))),
        Row(from: .unseen, to: .unseen),
        Row(from: .unseen, failed: "f", to: .gone(.failed("f"), at: later)),
        // A cancellation is forgotten once the upgrade has begun all the same, and not before.
        Row(from: .scheduled(scheduled), shown: ("s", .scheduled), to: .scheduled(scheduled)),
        Row(
            from: .scheduled(scheduled), shown: ("r", .running),
            to: .running(.init(id: "r", since: later, scheduled: "s"))),
        Row(from: .scheduled(scheduled), to: .gone(.scheduled(scheduled), at: later)),
        // What ran meanwhile belonged to others: this one is still to come.
        Row(from: .running(running), shown: ("s", .scheduled), to: .scheduled(.init(id: "s"))),
        Row(from: .running(running), shown: ("r", .running), to: .running(running)),
        Row(from: .running(running), failed: "f", to: .gone(.running(running), at: later)),
        // A job that shows again has been running all the time, and one that is gone went when it was missed first.
        Row(from: .gone(.running(running), at: start), shown: ("r", .running), to: .running(running)),
        Row(from: .gone(.running(running), at: start), to: .gone(.running(running), at: start)),
        Row(from: .gone(.scheduled(scheduled), at: start), shown: ("s", .scheduled), to: .scheduled(scheduled)),
        Row(from: .gone(.failed("f"), at: start), failed: "g", to: .gone(.failed("f"), at: start)),
    ]

    @Test(arguments: rows) func anObservationMovesIt(_ row: Row) throws {
        var submission = submission(row.from)
        if let (id, phase) = row.shown {
            submission.showJob(try Fixture.job(id, phase), at: Self.later)
        } else {
            submission.missJob(failed: try row.failed.map { try Fixture.job($0, .failed) }, at: Self.later)
        }
        #expect(submission.progress == row.to)
    }

    struct Known: Sendable {
        var progress: Progress
        var job, scheduledJob: String?
        var runningSince, jobGoneAt, cancelingAt: Date?
    }

    @Test(arguments: [
        Known(progress: .unseen),
        Known(progress: .scheduled(scheduled), job: "s", scheduledJob: "s", cancelingAt: start),
        Known(progress: .running(running), job: "r", scheduledJob: "s", runningSince: start),
        Known(
            progress: .gone(.running(running), at: later), job: "r", scheduledJob: "s", runningSince: start,
            jobGoneAt: later),
        Known(progress: .gone(.failed("f"), at: later), job: "f", jobGoneAt: later),
    ]) func whatIsKnownOfItsJob(_ known: Known) {
        let submission = submission(known.progress)
        #expect(submission.job == known.job && submission.scheduledJob == known.scheduledJob)
        #expect(submission.runningSince == known.runningSince && submission.jobGoneAt == known.jobGoneAt)
        #expect(submission.cancelingAt == known.cancelingAt)
    }

    @Test(arguments: [
        (Submission.Acceptance.awaited, Submission.Acceptance.answerLost(at: later)),
        (.accepted(at: start), .accepted(at: later)), (.answerLost(at: start), .answerLost(at: later)),
        (.refused("words", at: start), .refused("words", at: later)),
    ]) func aClockThatWasSetCountsItsTimesAnew(from: Submission.Acceptance, to: Submission.Acceptance) {
        var submission = submission(.gone(.running(Self.running), at: Self.start))
        submission.acceptance = from
        let anew = submission.waitingAnew(from: Self.later)
        #expect(anew.acceptance == to && anew.sentAt == Self.start)
        #expect(anew.runningSince == Self.later && anew.jobGoneAt == Self.later && anew.job == "r")
    }
}
