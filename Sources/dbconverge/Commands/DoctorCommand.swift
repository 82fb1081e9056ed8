import ArgumentParser
import Reconciler
import Report

struct DoctorCommand: AnsweringCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check everything that reconcile needs, and say what to do about what is missing.",
        discussion: """
            It checks the repository, the manifests, the journal, where the credentials come from (never what they are), \
            the clock, the endpoint, and every call that only reads. Nothing is changed in the cloud. Exits with 0 when \
            reconcile can run, 1 when something failed.
            """)

    @OptionGroup var source: SourceOptions
    @OptionGroup var cloud: CloudOptions
    @OptionGroup var state: StateOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let (local, fleets, selection) = await LocalCheckup(source: source, state: state).findings()
        let findings =
            local
            + (await CloudCheckup(options: cloud, logger: output.logger(), warn: output.warn).findings(of: fleets))
        try output.answer { format, layout in
            format == .json
                ? JSONText.render(DoctorDocument(findings, selection: selection)) : DoctorText(layout).render(findings)
        }
        if findings.contains(where: { $0.verdict == .failed }) { throw ExitCode(ExitStatus.error.rawValue) }
    }
}
