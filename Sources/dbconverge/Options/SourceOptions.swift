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

    @Option(help: "A folder or file in the repository, from its root. (default: all of it)")
    var path: String?

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

    mutating func validate() throws {
        allowStale = allowStale ?? Environment.optional("allow-stale")
        repo = repo ?? Environment.optional("repo")
        path = path ?? Environment.optional("path")
        // What a script's unset variable leaves must not read as "everything".
        for (option, value) in [("--repo", repo), ("--ref", ref), ("--path", path)] where value?.isEmpty == true {
            throw ValidationError("\(option) is empty; leave it out for its default")
        }
        if fleets.contains("") { throw ValidationError("--fleet is empty; leave it out for every fleet") }
    }
}
