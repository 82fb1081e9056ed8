import ArgumentParser

/// Which files of a work tree a command changes.
struct EditedFilesOptions: ParsableArguments {
    @Option(help: "The git repository's path. (default: the one around the working directory)")
    var repo: String?

    @Option(help: "A folder or file in the repository, from its root. (default: all of it)")
    var path: String?

    @Option(name: .customLong("fleet"), help: "Only the fleet of this name; can be given several times.")
    var fleets: [String] = Environment.list("fleet")

    mutating func validate() throws {
        repo = repo ?? Environment.optional("repo")
        path = path ?? Environment.optional("path")
        for (option, value) in [("--repo", repo), ("--path", path)] where value?.isEmpty == true {
            throw ValidationError("\(option) is empty; leave it out for its default")
        }
        if fleets.contains("") { throw ValidationError("--fleet is empty; leave it out for every fleet") }
    }
}
