extension CommitTree {
    /// The manifests at or below a path, sorted; everything that is refused is collected into one error.
    func manifests(
        at path: RepositoryPath, _ entry: TreeEntry, suffixes: [String]
    ) throws(GitSourceError) -> (manifests: [ManifestEntry<ObjectID>], lookalikes: [String]) {
        if entry.kind == .file {
            let name = path.components.last ?? ""
            return (name.hasSuffix(in: suffixes) ? [ManifestEntry(path: path.text, reference: entry.id)] : [], [])
        }
        var finding = ManifestFinding<ObjectID>(suffixes: suffixes)
        // A directory's path is put together when its turn comes: there may be very many, and long ones.
        var pending = [(parent: path.text, directory: TreeEntry(root: entry.id))]
        var count = 0
        while let (parent, directory) = pending.popLast() {
            let path = String(appending: directory.name, to: parent)
            let entries = try entries(of: directory, at: path)
            count += entries.count
            if count > limits.entries || path.utf8.count > limits.pathBytes
                || finding.pathBytes > limits.totalPathBytes
            {
                throw tooLarge("there are more than \(limits.entries) entries, or too deep ones, below `\(path)`")
            }
            for entry in entries where finding.take(entry.name, entry.kind, entry.id, in: path) {
                pending.append((path, entry))
            }
        }
        try refuse(finding)
        return (finding.sortedManifests, finding.lookalikes.sorted())
    }

    /// Reads the files' contents.
    func read(_ manifests: [ManifestEntry<ObjectID>]) throws(GitSourceError) -> [RevisionFile] {
        var total = 0
        var files: [RevisionFile] = []
        files.reserveCapacity(manifests.count)
        for manifest in manifests {
            let bytes = try read(manifest, total: &total)
            files.append(RevisionFile(path: manifest.path, bytes: bytes))
        }
        return files
    }

    private func read(_ manifest: ManifestEntry<ObjectID>, total: inout Int) throws(GitSourceError) -> [UInt8] {
        let before = total
        let object = try objects.read(manifest.reference, "cannot read `\(manifest.path)` of \(revision)") {
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
