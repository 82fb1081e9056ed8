import ArgumentParser
import Planning
import Reconciler
import Report

/// What a run that requests upgrades says in the end: the reports of its fleets, and its exit status.
struct RunAnswer {
    let reports: [FleetReport]
    let revision: String
    /// For which signatures the revision was believed.
    let signatures: RevisionSignatures
    /// What was chosen, and how much that leaves out.
    let selection: Selection
    /// The signal that stopped it; nil: none did.
    let signal: ExitStatus?

    /// Writes the answer and throws the exit status, where it is not 0.
    func give(_ output: OutputOptions, _ progress: ProgressOptions) throws {
        try output.answer(isSilent: progress.quiet && isUneventful) { format, layout in
            switch format {
            case .json:
                JSONText.render(
                    ReportDocument(reports, revision: revision, signatures: signatures, selection: selection))
            case .markdown:
                ReportMarkdown(times: layout.times).render(
                    reports, revision: revision, signatures: signatures, selection: selection)
            default:
                ReportText(layout).render(reports, revision: revision, signatures: signatures, selection: selection)
            }
        }
        for report in reports {
            guard case .failed(let message) = report.result else { continue }
            Console.fail(message, fleet: report.fleet)
        }
        let status = ExitStatus.worst(of: reports.map { ExitStatus($0.result, signal: signal ?? .interrupted) })
        if status != .success { throw ExitCode(status.rawValue) }
    }

    /// Whether every fleet was in sync from the beginning.
    private var isUneventful: Bool {
        reports.allSatisfy { $0.result == .converged && $0.requests == 0 && $0.completed == 0 }
    }
}
