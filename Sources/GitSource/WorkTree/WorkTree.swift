/// The files of a work tree as they are on disk, tracked or not, but for those that git ignores.
struct WorkTree: ManifestTree {
    let revision: Revision
    let disk: WorkTreeDisk
    let rules: GitRules
    let limits: GitReader.Limits

    /// What a walk has found.
    struct Contents {
        /// Sorted by the bytes of their paths.
        var manifests: [String] = []
        var finding: ManifestFinding<Void>
        var lookalikes: [String] = []
        /// Manifests by their names that git ignores.
        var ignored: [String] = []
        /// Named pipes and the like, by names of manifests.
        var special: [String] = []
        var isFile = false
    }

    /// The manifests at or below paths, of which none lies below another; what a commit could not have is refused as it is
    /// there. `progress` is called for each directory.
    func manifests(
        at paths: [RepositoryPath], suffixes: [String], progress: () -> Void
    ) throws(GitSourceError) -> Contents {
        var contents = Contents(finding: ManifestFinding(suffixes: suffixes))
        var pending: [(directory: String, scope: IgnoreScope)] = []
        for path in paths {
            let (kind, scope) = try start(path)
            if kind == .directory {
                pending.append((path.text, scope))
            } else {
                single(path, kind, &contents)
            }
        }
        var count = 0
        while let (directory, outer) = pending.popLast() {
            progress()
            let entries = try entries(of: directory)
            count += entries.count
            if count > limits.entries || directory.utf8.count > limits.pathBytes
                || contents.finding.pathBytes > limits.totalPathBytes
            {
                throw tooLarge("there are more than \(limits.entries) entries, or too deep ones, below `\(directory)`")
            }
            if !directory.isEmpty, entries.contains(where: { Self.isGit($0.name) }) {
                contents.finding.takeSubmodule(directory)
                continue
            }
            var scope = outer
            if let file = entries.first(where: { $0.name.elementsEqual(IgnoreFile.name.utf8) }) {
                scope = try self.scope(outer, with: file.kind, in: directory)
            }
            for entry in entries where !Self.isGit(entry.name) {
                if let below = take(entry, in: directory, under: scope, &contents) { pending.append((below, scope)) }
            }
        }
        try refuse(contents.finding)
        contents.manifests = contents.finding.sortedManifests.map(\.path)
        contents.lookalikes = contents.finding.lookalikes.sorted()
        return contents
    }

    /// Keeps what matters of an entry; the path where it is a directory to go into.
    private func take(
        _ entry: (name: [UInt8], kind: WorkTreeDisk.Kind), in directory: String, under scope: IgnoreScope,
        _ contents: inout Contents
    ) -> String? {
        let text = String(decoding: entry.name, as: UTF8.self)
        let isManifest = text.hasSuffix(in: contents.finding.suffixes)
        let isLeaf = entry.kind == .file || entry.kind == .special
        if isLeaf, !isManifest, !text.resembles(contents.finding.suffixes) { return nil }
        let place = directory.isEmpty ? entry.name : Array(directory.utf8) + [0x2F] + entry.name
        let path = String(decoding: place, as: UTF8.self)
        if rules.isIgnored(entry.name, in: directory, isDirectory: entry.kind == .directory) {
            if isManifest, entry.kind == .file { contents.ignored.append(path) }
            return nil
        }
        guard let kind = Self.kind(entry.kind, isSubmodule: rules.isSubmodule(place)) else {
            if isManifest, !contents.finding.ignores(entry.name[...], .file, in: directory, under: scope) {
                contents.special.append(path)
            }
            return nil
        }
        return contents.finding.take(entry.name[...], kind, (), in: directory, under: scope) ? path : nil
    }

    /// Hands over one file after the other.
    func read(_ manifests: [String], _ take: (RevisionFile) -> Void) throws(GitSourceError) {
        var total = 0
        for path in manifests {
            guard
                let bytes = try attempt(
                    path,
                    { path throws(WorkTreeDisk.Failure) in
                        try disk.read(path, limit: limits.fileBytes)
                    })
            else {
                throw tooLarge("`\(path)` has more than the \(limits.fileBytes) bytes that a manifest may have")
            }
            total += bytes.count
            if total > limits.totalBytes {
                throw tooLarge("the manifests have more than \(limits.totalBytes) bytes together, from `\(path)` on")
            }
            take(RevisionFile(path: path, bytes: bytes))
        }
    }

    /// Goes down from the root as `CommitTree.place` does: a link, a submodule or a file on the way is an error, and what is
    /// ignored too. The rules are those of the directory around the path.
    private func start(_ path: RepositoryPath) throws(GitSourceError) -> (WorkTreeDisk.Kind, IgnoreScope) {
        var current = WorkTreeDisk.Kind.directory
        var scope = IgnoreScope()
        for depth in path.components.indices {
            let (parent, part, name) = (path.parent(depth), path.parent(depth + 1), Array(path.components[depth].utf8))
            guard current == .directory else { throw notFound(path, "`\(parent.text)` is a file there", in: nil) }
            let found = try attempt(part.text) { path throws(WorkTreeDisk.Failure) in try disk.kind(of: path) }
            guard let found, !Self.isGit(name) else {
                let isLast = depth == path.components.count - 1
                throw notFound(path, isLast ? nil : "there is no `\(part.text)`", in: parent)
            }
            if found == .symbolicLink { throw refused(links: [part.text]) }
            if found == .directory, try isSubmodule(part) { throw refused(submodules: [part.text]) }
            scope = try self.scope(scope, in: parent.text)
            if let rule = scope.rule(for: name, in: parent.text, isDirectory: found == .directory), rule.ignores {
                throw ignored(path, part, by: rule)
            }
            current = found
        }
        return (current, scope)
    }

    private func single(_ path: RepositoryPath, _ kind: WorkTreeDisk.Kind, _ contents: inout Contents) {
        contents.isFile = true
        guard path.text.hasSuffix(in: contents.finding.suffixes) else { return }
        if kind == .special {
            contents.special.append(path.text)
        } else if rules.isIgnored(
            Array(path.components.suffix(1).joined().utf8), in: path.parent(path.components.count - 1).text,
            isDirectory: false)
        {
            contents.ignored.append(path.text)
        } else {
            contents.finding.take(path, ())
        }
    }

    private func entries(of directory: String) throws(GitSourceError) -> [(name: [UInt8], kind: WorkTreeDisk.Kind)] {
        try attempt(directory) { path throws(WorkTreeDisk.Failure) in try disk.entries(of: path) }
    }

    private func isSubmodule(_ path: RepositoryPath) throws(GitSourceError) -> Bool {
        if rules.isSubmodule(Array(path.text.utf8)) { return true }
        return try attempt("\(path.text)/.git") { path throws(WorkTreeDisk.Failure) in try disk.kind(of: path) } != nil
    }

    /// Git's own directory, in whichever letters: a commit can have none of them.
    static func isGit(_ name: [UInt8]) -> Bool {
        name.count == 4 && name.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 } == Array(".git".utf8)
    }

    /// Nil for named pipes and the like, which git does not track.
    static func kind(_ kind: WorkTreeDisk.Kind, isSubmodule: @autoclosure () -> Bool) -> TreeEntry.Kind? {
        switch kind {
        case .file: .file
        case .symbolicLink: .symbolicLink
        case .directory: isSubmodule() ? .submodule : .directory
        case .special: nil
        }
    }
}
