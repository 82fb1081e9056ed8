import ArgumentParser
import FoundationEssentials
import GitSource
import Journal
import Planning
import Reconciler
import Report
import Text

struct ApplyCommand: AnsweringCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Do what a saved plan lists, and nothing else.",
        discussion: """
            PLANFILE is what `plan --out PLANFILE` wrote. It says which commit, paths and fleets it is about, and \
            with which settings. Exits as `reconcile` does, and with 5 when the plan is stale: when anything that it rests \
            on has changed since it was made, or when nothing of it is left to do. Then nothing is done.
            """)

    static let formats: [OutputFormat] = [.text, .wide, .json, .markdown]

    @Argument(help: "The file of the plan.")
    var planFile: String

    @Option(help: "The git repository's path. (default: the one around the working directory)")
    var repo: String?

    @OptionGroup var trust: TrustOptions
    @OptionGroup var cloud: CloudOptions
    @OptionGroup var state: StateOptions
    @OptionGroup var settings: PlannedSettings
    @OptionGroup var limits: RunOptions
    @OptionGroup var progress: ProgressOptions
    @OptionGroup var output: OutputOptions

    mutating func validate() throws {
        repo = repo ?? Environment.optional("repo")
        if repo?.isEmpty == true { throw ValidationError("--repo is empty; leave it out for its default") }
    }

    func run() async throws {
        let file = try PlanFile.read(planFile)
        let plan = file.plan
        let source = try Self.source(of: plan, repo: repo, trust)
        let commands = CommandHints(source, cloud, state)
        let stale = StalePlan(plan, path: planFile, commands)
        try stale.check(settings.differences(from: plan))
        try await Self.checkCommit(of: plan, source, stale)
        let manifests = try await Manifests(source, output, regions: .here(endpoint: cloud.endpoint))
        let journal = try state.writing()
        let runs = try await StateOptions.mapError { () async throws(JournalError) in
            try await journal.runs(applyingPlan: file.digest)
        }
        let printer = ProgressPrinter(output, progress)
        let (reports, signal) = try await CloudAccess.with(cloud, logger: output.logger(), warn: output.warn) {
            access in
            try access.requireServers(of: manifests.fleets, among: manifests.all)
            let reconciliation = await Reconciliation(
                of: manifests.fleets, among: manifests.all, evaluator: access.checks, access: access.client)
            let planned = Rollout.Settings(plan.settings, commands: commands)
            let report = await reconciliation.plan(
                revision: manifests.revision, signatures: manifests.source.signatures, declared: manifests.declared,
                journal: journal, settings: planned)
            if let failure = report.failures.first {
                throw Failure(
                    message: "the plan cannot be compared with the present: \(failure.fleet): \(failure.message)",
                    hint: "nothing was done; apply it again once every fleet can be read")
            }
            let now = try SavedPlan(report, of: manifests, source, planned, through: access, at: Date())
            let done = PlanProgress(of: plan, runs: runs)
            if plan.isFinished(done, now: now) { throw stale.finished(runs) }
            try stale.check(plan.differences(from: now, progress: done))
            return await Signals.cancelling {
                await reconciliation.with(Planner(applying: plan)).run(
                    settings: Rollout.Settings(
                        plan.settings, until: limits.deadline(from: Date()), skipsGracePeriod: limits.assumeIdle,
                        commands: commands),
                    state: JournalAccess(
                        journal: journal, leaseTimeout: limits.lockTimeout.duration,
                        retention: Retention(runs: limits.keepRuns)),
                    revision: manifests.revision, author: manifests.author,
                    signatures: manifests.source.signatures, follower: manifests.source.follower,
                    history: limits.allowRewind ? nil : manifests.source.history,
                    planDigest: file.digest, tell: printer.show)
            }
        }
        printer.finish()
        try RunAnswer(
            reports: reports, revision: manifests.revision, signatures: manifests.source.signatures,
            selection: manifests.selection, signal: signal
        ).give(output, progress)
    }

    /// The options that lead to the plan's manifests. What variables say of ref, paths and fleets does not count.
    private static func source(of plan: SavedPlan, repo: String?, _ trust: TrustOptions) throws -> SourceOptions {
        var source = try SourceOptions.parse([])
        (source.repo, source.ref, source.fleets) = (repo, plan.source.ref, plan.source.chosenFleets)
        source.trust = trust
        source.paths = plan.source.paths
        source.selector = try plan.source.selector.map(SelectorArgument.init(parsing:))
        return source
    }

    /// Throws where the ref of the plan has left its commit: another commit's manifests are never read.
    private static func checkCommit(of plan: SavedPlan, _ source: SourceOptions, _ stale: StalePlan) async throws {
        let revision: Revision
        do throws(GitSourceError) {
            revision = try await GitReader.resolve(
                repository: source.repo, workingDirectory: FileManager.default.currentDirectoryPath, ref: source.ref,
                remote: source.remote)
        } catch  where error.code == .refMoved {
            throw stale.failure([PlanDifference(subject: "the plan", words: error.message)])
        } catch {
            throw Failure(message: error.message, hint: error.hint)
        }
        guard revision.oid != plan.source.commit else { return }
        let words = "the commit: \(plan.source.revision), now \(revision.fullDescription)"
        throw stale.failure([PlanDifference(subject: "the plan", words: words)])
    }
}

extension PlannedSettings {
    /// What was given and is not the plan's.
    fileprivate func differences(from plan: SavedPlan) -> [PlanDifference] {
        var given = Rollout.Settings(plan.settings, commands: CommandHints())
        if let pollInterval { given.pollInterval = pollInterval.duration }
        if let settleTime { given.settleTime = settleTime.duration }
        if let allowChanges { given.allowedChanges = allowChanges }
        var now = plan
        now.settings = SavedPlan.Settings(given)
        return plan.differences(from: now)
    }
}
