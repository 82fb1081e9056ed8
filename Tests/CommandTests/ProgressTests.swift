import Fleet
import Foundation
import Planning
import Reconciler
import Report
import Synchronization
import TestSupport
import Testing

@testable import dbconverge

/// What a run tells while it runs.
@Suite struct ProgressTests {
    private static let start = Date(timeIntervalSince1970: 1_800_000_000)
    private static let plain = Style(isColored: false)
    private static let (old, new) = (KernelVersion(2, 0, 72, 260100), KernelVersion(2, 0, 75, 260400))

    private static func id(_ number: Int) throws -> InstanceID {
        try #require(InstanceID(String(format: "%032din07", number)))
    }

    @Test func whatALostJournalMeansIsSaidOnce() {
        let written = Mutex<[String]>([])
        let printer = ProgressPrinter(style: Self.plain, isLive: false, times: { TimeSpelling(now: Self.start) }) {
            entry in written.withLock { $0.append(entry.text(.plain, now: Self.start)) }
        }
        for fleet in ["orders", "reports"] {
            printer.show(.notice(fleet: fleet, .nothingKnown(until: Self.start)))
        }
        let lines = written.withLock { $0 }
        #expect(lines.count == 2 && lines[0].contains("this is the first run"))
        #expect(
            lines[1]
                == "reports: no journal knew this fleet either; nothing is requested until Fri 15 Jan 08:00 UTC (now)")
    }

    /// A line for everything that a run can tell; where no one watches it, what is a warning or worse.
    @Test(arguments: [
        (true, LogStyle.plain, "progress"), (true, .timed, "progress-timed"), (true, .json, "progress-json"),
        (true, .prioritized, "progress-systemd"), (false, .plain, "progress-unwatched"),
    ])
    func progress(isWatched: Bool, style: LogStyle, golden: String) throws {
        let lines = Mutex<[String]>([])
        let printer = ProgressPrinter(
            style: Self.plain, isLive: false, isWatched: isWatched, times: { TimeSpelling(now: Self.start) }
        ) { entry in lines.withLock { $0.append(entry.text(style, now: Self.start)) } }
        let (one, two) = (try Self.id(1), try Self.id(2))
        let request = UpgradeRequest(instances: [one, two], from: Self.old)
        let notices: [Notice] = [
            .nothingKnown(until: Self.start + 300), .submitting(request, target: Self.new),
            .refused(request, message: "DBS.200011: busy"), .deferred(request, message: "the rate limit was reached"),
            .outcomeUnknown(request, message: "the connection broke off"), .completed(one, Self.new),
            .completed(two, Self.new), .failed(one, Reason(.stuck, "stuck: it has been running for longer than 2 h")),
            .offTarget(two, KernelVersion(2, 0, 78, 260700)), .observationFailed(message: "could not list: 500"),
            .noTrace(one), .canceling(two, "it is suspended"), .cancelFailed(two, message: "it has begun"),
            .clockSet(by: .seconds(-600)), .clockSet(by: nil), .revision(.moved(to: "main@fedcba987654")),
            .revision(.current), .precheckAbsent,
        ]
        printer.show(.listed(fleet: "orders", ObservedInstances(named: [one: "orders-1", two: "orders-2"])))
        for notice in notices { printer.show(.notice(fleet: "orders", notice)) }
        printer.finish()
        expectGolden(lines.withLock { $0.joined(separator: "\n") }, "commands/\(golden).txt")
    }
}
