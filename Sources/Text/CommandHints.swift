/// The commands of this program that messages tell people to run, with the options of the run that prints them: so they
/// work as printed, in the directory where the run was started.
public struct CommandHints: Hashable, Sendable {
    /// The words of the options that say which manifests a command is about.
    public var source: [String]
    /// Those that say how the cloud is reached.
    public var cloud: [String]
    /// Those that say where the journal is.
    public var state: [String]

    /// Without options the commands are those of a run that was given none.
    public init(source: [String] = [], cloud: [String] = [], state: [String] = []) {
        (self.source, self.cloud, self.state) = (source, cloud, state)
    }

    /// Acknowledges what failed in a fleet, or of one of its instances.
    public func retry(_ fleet: String, _ instance: String? = nil) -> String {
        spell(["retry", fleet] + (instance.map { [$0] } ?? []), source, cloud, state)
    }

    /// Lets a fleet pass a check once.
    public func retry(_ fleet: String, check: String) -> String {
        spell(["retry", fleet, "--check", check, "--reason", "WHY"], source, cloud, state)
    }

    /// Ends the pause of a fleet; nil: every pause.
    public func resume(_ fleet: String?) -> String { spell(["resume"] + (fleet.map { [$0] } ?? []), state) }

    /// Shows what is wrong with the manifests.
    public func validate() -> String { spell(["validate"], source) }

    /// The whole plan.
    public func plan() -> String { spell(["plan", "-o", "json"], source, cloud, state) }

    /// Where every rollout stands.
    public func status() -> String { spell(["status", "-o", "json"], source, cloud, state) }

    /// What every instance runs and is offered.
    public func offers() -> String { spell(["offers", "-o", "json"], source, cloud) }

    /// Makes a plan and saves it in a file; `options` are those of plans alone.
    public func plan(into file: String, _ options: [String] = []) -> String {
        spell(
            ["plan", file.hasPrefix("-") ? "--out=\(file)" : "--out"] + (file.hasPrefix("-") ? [] : [file]) + options,
            source, cloud, state)
    }

    /// Applies a saved plan, which knows its commit, path and fleets itself; `repository` nil: the one around the working
    /// directory; `options` are those of commits that must be signed.
    public func apply(_ file: String, repository: String?, _ options: [String] = []) -> String {
        let repo = repository.map { $0.hasPrefix("-") ? ["--repo=\($0)"] : ["--repo", $0] } ?? []
        return spell(["apply", file.hasPrefix("-") ? "./\(file)" : file], repo, options, cloud, state)
    }

    /// All that the journal has of runs.
    public func history() -> String { spell(["history", "-o", "json"], state) }

    private func spell(_ words: [String], _ options: [String]...) -> String {
        ShellWord.join(["dbconverge"] + words + options.joined())
    }
}
