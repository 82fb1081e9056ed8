import ArgumentParser
import Reconciler
import Report

struct DoctorCommand: AnsweringCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check everything that reconcile needs, and say what to do about what is missing.",
        discussion: """
            It checks the repository, the manifests, the journal, the servers of checks, where the credentials come from \
            (never what they are), the clock, the endpoint, and every call that only reads. Nothing is changed in the cloud. Exits with 0 when \
            reconcile can run, 1 when something failed.
            """)

    @OptionGroup var source: SourceOptions
    @OptionGroup var cloud: CloudOptions
    @OptionGroup var state: StateOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let local = await LocalCheckup(source: source, state: state).answer()
        let network = CloudCheckup(options: cloud, logger: output.logger(), warn: output.warn)
        let findings = local.findings + (await network.findings(of: local.fleets, among: local.declared))
        try output.answer { format, layout in
            format == .json
                ? JSONText.render(DoctorDocument(findings, selection: local.selection))
                : DoctorText(layout).render(findings)
        }
        if findings.contains(where: { $0.verdict == .failed }) { throw ExitCode(ExitStatus.error.rawValue) }
    }
}
