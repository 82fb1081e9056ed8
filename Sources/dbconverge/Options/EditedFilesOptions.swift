import ArgumentParser

/// Which files of a work tree a command changes.
struct EditedFilesOptions: ParsableArguments {
    @Option(help: "The git repository's path. (default: the one around the working directory)")
    var repo: String?

    @Option(
        name: .customLong("path"),
        help: "A folder or file in the repository, from its root; can be given several times. (default: all of it)")
    var paths: [String] = Environment.list("path")

    @Option(name: .customLong("fleet"), help: "Only the fleet of this name; can be given several times.")
    var fleets: [String] = Environment.list("fleet")

    mutating func validate() throws {
        repo = repo ?? Environment.optional("repo")
        if repo?.isEmpty == true { throw ValidationError("--repo is empty; leave it out for its default") }
        try FleetChoice.check(paths: paths, fleets: fleets)
    }

    /// Which fleets they choose.
    var choice: FleetChoice { FleetChoice(paths: paths, names: fleets) }
}
