/// Where manifests are looked for: a commit's files, or those of a work tree. Both refuse the same things in the same words.
protocol ManifestTree {
    var revision: Revision { get }
}

extension ManifestTree {
    /// Throws where a walk came upon something that is refused; everything of one kind is in one error.
    func refuse(_ finding: ManifestFinding<some Any>) throws(GitSourceError) {
        if !finding.unprintable.isEmpty { throw refused(unprintable: finding.unprintable) }
        if !finding.links.isEmpty { throw refused(links: finding.links) }
        if !finding.submodules.isEmpty { throw refused(submodules: finding.submodules) }
        if !finding.notUTF8.isEmpty { throw refused(notUTF8: finding.notUTF8) }
    }

    func refused(links: [String]) -> GitSourceError {
        let first = links.sorted().firstFewQuoted
        return GitSourceError(
            .symbolicLink,
            "\(first) \(links.count == 1 ? "is a symbolic link" : "are symbolic links") in \(revision); they are not followed",
            hint:
                "\(revision.isWorkTree ? "put" : "commit") the files themselves in its place, or choose a --path without symbolic links"
        )
    }

    func refused(submodules: [String]) -> GitSourceError {
        let first = submodules.sorted().firstFewQuoted
        if revision.isWorkTree {
            let what =
                submodules.count == 1 ? "is a submodule or another repository" : "are submodules or other repositories"
            return GitSourceError(
                .submodule,
                "\(first) \(what) inside the work tree; \(submodules.count == 1 ? "it is" : "they are") not read",
                hint: "choose a --path without them, let git ignore them, or give their own path with --repo")
        }
        return GitSourceError(
            .submodule,
            "\(first) \(submodules.count == 1 ? "is a submodule" : "are submodules") in \(revision); they are not read",
            hint: "choose a --path without submodules, or give the submodule's own repository with --repo")
    }

    func refused(notUTF8 paths: [String]) -> GitSourceError {
        GitSourceError(
            .unfitName, "these names in \(revision) are not UTF-8: \(paths.sorted().firstFewQuoted)",
            hint: revision.isWorkTree ? "rename them" : "rename them, and commit")
    }

    func refused(unprintable paths: [String]) -> GitSourceError {
        GitSourceError(
            .unfitName, "these names in \(revision) have control characters: \(paths.sorted().firstFewQuoted)",
            hint: revision.isWorkTree ? "rename them" : "rename them, and commit")
    }

    func tooLarge(_ what: String) -> GitSourceError {
        GitSourceError(
            .tooLarge, "\(what) (\(revision))", hint: "choose a narrower --path, or split the files into smaller ones")
    }

    /// What is not read although its name looks like a manifest's: silence would leave instances out unnoticed.
    func warnings(lookalikes: [String], suffixes: [String]) -> [String] {
        guard !lookalikes.isEmpty else { return [] }
        return [
            "\(lookalikes.firstFewQuoted) \(lookalikes.count == 1 ? "is" : "are") not read: "
                + "a manifest's name ends in \(suffixes.quotedChoice()), in small letters"
        ]
    }
}
