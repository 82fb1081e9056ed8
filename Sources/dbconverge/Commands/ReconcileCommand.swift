import ArgumentParser
import FoundationEssentials
import Journal
import Planning
import Reconciler
import Report
import Text

struct ReconcileCommand: AnsweringCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconcile",
        abstract: "Upgrade what the manifests declare, until the fleets have converged or --timeout is over.",
        discussion: """
            Exits with 0 when every fleet has converged, 1 on an error, 3 when what is left goes on by itself at the \
            next run, 4 when maxChanges stopped it, 6 when another run has a fleet, 7 when an instance needs a person, 130 or 143 on a signal. The first signal lets a request that is under way get its answer; upgrades that run go on by \
            themselves. The second signal leaves at once.
            """)

    static let formats: [OutputFormat] = [.text, .wide, .json, .markdown]

    @OptionGroup var source: SourceOptions
    @OptionGroup var workTree: WorkTreeOptions
    @OptionGroup var cloud: CloudOptions
    @OptionGroup var state: StateOptions
    @OptionGroup var changes: ChangeOptions
    @OptionGroup var planFile: PlanFileOptions
    @OptionGroup var times: TimeOptions
    @OptionGroup var limits: RunOptions
    @OptionGroup var progress: ProgressOptions
    @OptionGroup var output: OutputOptions

    @Flag(help: "Show the plan and change nothing, as `plan` does.")
    var dryRun = Environment.flag("dry-run")

    @Flag(help: "With --dry-run: exit with 0, 1, 2 or 7, as `plan` does.")
    var detailedExitcode = Environment.flag("detailed-exitcode")

    func validate() throws {
        try workTree.check(source)
        if workTree.workingTree, !dryRun {
            throw ValidationError(
                "reconcile upgrades what a commit declares, never what is only on disk, which no review has seen: "
                    + "commit it, or give --dry-run with --working-tree to see the plan")
        }
        if detailedExitcode, !dryRun {
            throw ValidationError("--detailed-exitcode goes with --dry-run; without it reconcile upgrades")
        }
        if dryRun, ProgressOptions.isQuietGiven {
            throw ValidationError("--quiet is about runs; a plan, as --dry-run shows it, is always shown")
        }
        if planFile.out != nil, !dryRun {
            throw ValidationError("--out goes with --dry-run; without it reconcile upgrades")
        }
    }

    func run() async throws {
        if dryRun {
            return try await PlanCommand.run(
                source, workTree, cloud, state, changes, times, .ofDryRun(timeout: limits.timeout.duration), output,
                planFile, detailedExitcode: detailedExitcode)
        }
        let manifests = try await Manifests(source, output, regions: .here(endpoint: cloud.endpoint))
        let runState = JournalAccess(
            journal: try state.writing(), leaseTimeout: limits.lockTimeout.duration,
            retention: Retention(runs: limits.keepRuns))
        let commands = CommandHints(source, cloud, state)
        let printer = ProgressPrinter(output, progress)
        let (reports, signal) = try await CloudAccess.with(cloud, logger: output.logger(), warn: output.warn) {
            access in
            try access.requireServers(of: manifests.fleets, among: manifests.all)
            return await Signals.cancelling {
                let reconciliation = await Reconciliation(
                    of: manifests.fleets, among: manifests.all, evaluator: access.checks, access: access.client)
                return await reconciliation.run(
                    settings: times.settings(
                        until: limits.deadline(from: Date()), skipsGracePeriod: limits.assumeIdle,
                        allowedChanges: changes.allowChanges, commands: commands),
                    state: runState,
                    revision: manifests.revision, author: manifests.author,
                    signatures: manifests.source.signatures, follower: manifests.source.follower,
                    history: limits.allowRewind ? nil : manifests.source.history,
                    tell: printer.show)
            }
        }
        printer.finish()
        try RunAnswer(
            reports: reports, revision: manifests.revision, signatures: manifests.source.signatures,
            selection: manifests.selection, signal: signal
        ).give(output, progress)
    }
}
