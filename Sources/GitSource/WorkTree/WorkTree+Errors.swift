extension WorkTree {
    /// Does something with a path from the root; where the system refuses it, says so.
    func attempt<Result>(
        _ path: String, _ body: (RepositoryPath) throws(WorkTreeDisk.Failure) -> Result
    ) throws(GitSourceError) -> Result {
        let components = path.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
        let path = RepositoryPath(components: components)
        do {
            return try body(path)
        } catch {
            throw GitSourceError(
                .unreadable, "cannot read \(path.quoted) of the work tree at `\(disk.root)`: \(error.message)",
                hint: "see its permissions, and whether something changes it at the same time",
                underlying: error.code)
        }
    }

    /// `directory` is where the first name that is missing was looked for.
    func notFound(_ path: RepositoryPath, _ detail: String?, in directory: RepositoryPath?) -> GitSourceError {
        let entries = directory.flatMap { try? disk.entries(of: $0) } ?? []
        let names = entries.filter { !Self.isGit($0.name) }.compactMap { String(validating: $0.name, as: UTF8.self) }
        let wanted = directory.map { path.components[$0.components.count] } ?? ""
        let near = NearestName.suggestions(for: wanted, among: names).map {
            RepositoryPath(components: (directory?.components ?? []) + [$0]).text
        }
        return GitSourceError(
            .pathNotFound, "the work tree at `\(disk.root)` has no \(path.quoted)" + (detail.map { ": \($0)" } ?? ""),
            hint: near.isEmpty
                ? "paths are taken from the repository's root, wherever you stand"
                : "did you mean \(near.quotedChoice())?")
    }

    func noManifests(at path: RepositoryPath, _ contents: Contents, suffixes: [String]) -> GitSourceError {
        let endings = suffixes.quotedChoice()
        let isManifest = path.text.hasSuffix(in: suffixes)
        let message =
            if contents.isFile {
                isManifest
                    ? "\(path.quoted) is not read from the work tree"
                    : "\(path.quoted) is not a manifest: its name does not end in \(endings)"
            } else {
                "no file at or below \(path.quoted) ends in \(endings) in \(revision)"
                    + (contents.finding.ignored.isEmpty ? "" : ", but for what is ignored")
            }
        let hint =
            if let hint = self.hint(contents.finding) {
                hint
            } else if !contents.ignored.isEmpty {
                "git ignores \(contents.ignored.sorted().firstFewQuoted); "
                    + "see \(GitCommand.spell(in: disk.root, "check-ignore", "-v", contents.ignored.sorted()[0]))"
            } else if !contents.special.isEmpty {
                "\(contents.special.sorted().firstFewQuoted) is no regular file"
            } else if !contents.lookalikes.isEmpty {
                "\(contents.lookalikes.firstFewQuoted) \(contents.lookalikes.count == 1 ? "is" : "are") not read: "
                    + "a manifest's name ends in \(endings), in small letters"
            } else {
                "choose another --path"
            }
        return GitSourceError(.noManifests, message, hint: hint)
    }

    /// What a person should know although nothing is wrong.
    func warnings(_ contents: Contents, at paths: [RepositoryPath], suffixes: [String]) -> [String] {
        var warnings = warnings(lookalikes: contents.lookalikes, suffixes: suffixes)
        if !contents.special.isEmpty {
            warnings.append("\(contents.special.sorted().firstFewQuoted): no regular file, and not read")
        }
        let onDisk = Set(contents.manifests)
        let lookup = ignoreLookup
        let leftOut = paths.flatMap { rules.leftOut(at: $0, suffixes: suffixes) }.filter { path in
            !onDisk.contains(path) && (try? lookup.isIgnored(file: path)) != true
        }
        if !leftOut.isEmpty {
            warnings.append(
                "a sparse check-out leaves \(leftOut.firstFewQuoted) out of the work tree: "
                    + "what \(leftOut.count == 1 ? "it declares" : "they declare") is missing here")
        }
        if let problem = rules.indexProblem {
            warnings.append(
                "git's index cannot be read (\(problem)): manifests that are tracked and ignored at once are left out, "
                    + "and so are those that a sparse check-out leaves out")
        }
        return warnings
    }
}
