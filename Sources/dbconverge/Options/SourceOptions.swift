import ArgumentParser
import GitSource

/// Which commit's manifests a command is about.
struct SourceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The git repository: a path, or a URL (https, ssh, git, file) of which a mirror is kept. (default: the one around the working directory)",
            valueName: "path-or-url"))
    var repo: String?

    @Option(help: "A branch, a tag or an object id. What is committed counts, not the work tree.")
    var ref: String = Environment.value("ref", else: "HEAD")

    @Option(
        name: .customLong("path"),
        help: "A folder or file in the repository, from its root; can be given several times. (default: all of it)")
    var paths: [String] = Environment.list("path")

    @Option(name: .customLong("fleet"), help: "Only the fleet of this name; can be given several times.")
    var fleets: [String] = Environment.list("fleet")

    @Option(
        help: "How long fetching a remote repository may take; then it is an error.",
        transform: DurationArgument.init(parsing:))
    var fetchTimeout = Environment.value("fetch-timeout", else: DurationArgument(seconds: 60))

    @Option(
        help:
            "Go on with what was fetched at most so long ago when the server cannot be reached. (default: that is an error)",
        transform: DurationArgument.init(parsing:))
    var allowStale: DurationArgument?

    /// How a remote repository is fetched.
    var remote: RemoteSettings {
        RemoteSettings(fetchTimeout: fetchTimeout.duration, allowedAge: allowStale?.duration)
    }

    @Option(
        help: "Only fleets with these labels (metadata.labels), such as 'env=prod,tier in (a,b),!legacy'.",
        transform: SelectorArgument.init(parsing:))
    var selector: SelectorArgument?

    @OptionGroup var trust: TrustOptions

    mutating func validate() throws {
        allowStale = allowStale ?? Environment.optional("allow-stale")
        repo = repo ?? Environment.optional("repo")
        selector = selector ?? Environment.optional("selector")
        // What a script's unset variable leaves must not read as "everything".
        for (option, value) in [("--repo", repo), ("--ref", ref)] where value?.isEmpty == true {
            throw ValidationError("\(option) is empty; leave it out for its default")
        }
        try FleetChoice.check(paths: paths, fleets: fleets)
    }

    /// Whether the selector is what its variable says, which may be set for other commands.
    var isSelectorFromVariable: Bool {
        selector?.text == Environment.optional("selector", as: SelectorArgument.self)?.text
    }

    /// Which fleets they choose.
    var choice: FleetChoice { FleetChoice(paths: paths, names: fleets, selector: selector) }
}
