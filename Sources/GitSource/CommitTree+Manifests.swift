extension CommitTree {
    /// What a walk has found.
    struct Found {
        /// Sorted by the bytes of their paths.
        let manifests: [ManifestEntry<ObjectID>]
        let finding: ManifestFinding<ObjectID>
    }

    /// The manifests at or below places, of which none lies below another; everything that is refused is collected into one
    /// error.
    func manifests(at places: [Place], suffixes: [String]) throws(GitSourceError) -> Found {
        var finding = ManifestFinding<ObjectID>(suffixes: suffixes)
        // A directory's path is put together when its turn comes: there may be very many, and long ones.
        var pending: [(parent: String, directory: TreeEntry, scope: IgnoreScope)] = []
        for place in places {
            if place.entry.kind == .file {
                finding.take(place.path, place.entry.id)
            } else {
                pending.append((place.path.text, TreeEntry(root: place.entry.id), place.scope))
            }
        }
        var count = 0
        while let (parent, directory, outer) = pending.popLast() {
            let path = String(appending: directory.name, to: parent)
            let entries = try entries(of: directory, at: path)
            count += entries.count
            if count > limits.entries || path.utf8.count > limits.pathBytes
                || finding.pathBytes > limits.totalPathBytes
            {
                throw tooLarge("there are more than \(limits.entries) entries, or too deep ones, below `\(path)`")
            }
            let scope = try self.scope(outer, with: entries, in: path)
            for entry in entries where finding.take(entry.name, entry.kind, entry.id, in: path, under: scope) {
                pending.append((path, entry, scope))
            }
        }
        try refuse(finding)
        return Found(manifests: finding.sortedManifests, finding: finding)
    }

    /// The rules that count in a directory: those of the directories above it, and its own where it has some.
    func scope(
        _ outer: IgnoreScope, with entries: [TreeEntry], in directory: String
    ) throws(GitSourceError) -> IgnoreScope {
        guard let file = entries.first(where: { $0.name.elementsEqual(IgnoreFile.name.utf8) }) else { return outer }
        try checkIgnoreFile(file.kind, in: directory)
        let path = IgnoreFile.path(in: directory)
        let object = try objects.readFile(file.id, "cannot read `\(path)` of \(revision)") {
            header throws(GitSourceError) in
            guard header.kind == .blob else {
                throw .damaged(objects.root, "`\(path)` of \(revision) is a \(header.kind.name), not a file")
            }
            if header.size > IgnoreFile.limit { throw tooLarge(ignoreFileIn: directory) }
        }
        return outer.adding(try ignorePatterns(object.bytes, in: directory), of: directory)
    }

    /// Says of single paths, also of some that the commit does not have, whether its rules ignore them.
    var ignoreLookup: IgnoreLookup<GitSourceError> {
        IgnoreLookup { outer, directory throws(GitSourceError) in
            guard let path = try? RepositoryPath(directory), let place = try? self.place(at: path),
                place.entry.kind == .directory
            else { return outer }
            return try self.scope(outer, with: try self.entries(of: place.entry, at: directory), in: directory)
        }
    }

    /// Reads the files' contents, each of which is given away at once.
    func read(
        _ manifests: [ManifestEntry<ObjectID>], _ take: (RevisionFile) -> Void
    ) throws(GitSourceError) {
        var total = 0
        for manifest in manifests {
            take(RevisionFile(path: manifest.path, bytes: try read(manifest, total: &total)))
        }
    }

    private func read(_ manifest: ManifestEntry<ObjectID>, total: inout Int) throws(GitSourceError) -> [UInt8] {
        let before = total
        let object = try objects.readFile(manifest.reference, "cannot read `\(manifest.path)` of \(revision)") {
            header throws(GitSourceError) in
            guard header.kind == .blob else {
                throw .damaged(objects.root, "`\(manifest.path)` of \(revision) is a \(header.kind.name), not a file")
            }
            if header.size > limits.fileBytes {
                throw tooLarge("`\(manifest.path)` has \(header.size) bytes; a manifest may have \(limits.fileBytes)")
            }
            if before + header.size > limits.totalBytes {
                throw tooLarge(
                    "the manifests have more than \(limits.totalBytes) bytes together, from `\(manifest.path)` on")
            }
        }
        total += object.bytes.count
        return object.bytes
    }
}
