import Planning
import Reconciler
import Testing

@testable import dbconverge

@Suite struct ExitStatusTests {
    @Test func detailedExitCodes() {
        var verdict = Verdict([])
        #expect(ExitStatus(verdict) == .success)
        verdict.attention = 1
        #expect(ExitStatus(verdict) == .attention)
        verdict.later = 1
        #expect(ExitStatus(verdict) == .changes)
    }

    @Test func theWorstEndingOfSeveralFleetsDecides() {
        #expect(ExitStatus.worst(of: []) == .success)
        #expect(ExitStatus.worst(of: [.success, .waiting]) == .waiting)
        #expect(ExitStatus.worst(of: [.waiting, .guarded, .attention, .success]) == .attention)
        #expect(ExitStatus.worst(of: [.attention, .error, .success]) == .error)
        #expect(ExitStatus.worst(of: [.error, .interrupted]) == .interrupted)
    }

    @Test func aStalePlanExitsWith5() {
        #expect(ExitStatus.stale.rawValue == 5)
    }

    @Test func aRunWhoseRefHasMovedExitsWith3() {
        #expect(ExitStatus(.revisionMoved(to: "main@0123456789ab"), signal: .interrupted).rawValue == 3)
    }
}
