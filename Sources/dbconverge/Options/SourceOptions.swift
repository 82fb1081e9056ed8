import ArgumentParser

/// Which commit's manifests a command is about.
struct SourceOptions: ParsableArguments {
    @Option(help: "The git repository's path. (default: the one around the working directory)")
    var repo: String?

    @Option(help: "A branch, a tag or an object id. What is committed counts, not the work tree.")
    var ref: String = Environment.value("ref", else: "HEAD")

    @Option(help: "A folder or file in the repository, from its root. (default: all of it)")
    var path: String?

    @Option(name: .customLong("fleet"), help: "Only the fleet of this name; can be given several times.")
    var fleets: [String] = Environment.list("fleet")

    @OptionGroup var trust: TrustOptions

    mutating func validate() throws {
        repo = repo ?? Environment.optional("repo")
        path = path ?? Environment.optional("path")
        // What a script's unset variable leaves must not read as "everything".
        for (option, value) in [("--repo", repo), ("--ref", ref), ("--path", path)] where value?.isEmpty == true {
            throw ValidationError("\(option) is empty; leave it out for its default")
        }
        if fleets.contains("") { throw ValidationError("--fleet is empty; leave it out for every fleet") }
    }
}
