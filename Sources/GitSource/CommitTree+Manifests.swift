internal import CLibGit2

/// A manifest that has been found but not yet read.
struct ManifestEntry {
    let path: String
    var oid: git_oid
}

extension CommitTree {
    /// The manifests at or below a path, sorted; everything that is refused is collected into one error.
    func manifests(
        at path: RepositoryPath, _ entry: TreeEntry, suffixes: [String]
    ) throws(GitSourceError) -> (manifests: [ManifestEntry], lookalikes: [String]) {
        if entry.kind == .file {
            let name = path.components.last ?? ""
            return (name.hasSuffix(in: suffixes) ? [ManifestEntry(path: path.text, oid: entry.oid)] : [], [])
        }
        var finding = Finding(suffixes: suffixes)
        var pending = [(path: path.text, directory: entry)]
        var entries = 0
        while let (path, directory) = pending.popLast() {
            let tree = try open(directory, at: path)
            let count = tree.use { git_tree_entrycount($0) }
            entries += count
            if entries > limits.entries || path.utf8.count > limits.pathBytes {
                throw tooLarge("there are more than \(limits.entries) entries, or too deep ones, below `\(path)`")
            }
            tree.use { tree in
                for index in 0..<count {
                    guard let entry = git_tree_entry_byindex(tree, index), let name = git_tree_entry_name(entry)
                    else { continue }
                    finding.take(name, TreeEntry(entry), in: path, pending: &pending)
                }
            }
        }
        if !finding.links.isEmpty { throw refused(links: finding.links) }
        if !finding.submodules.isEmpty { throw refused(submodules: finding.submodules) }
        if !finding.notUTF8.isEmpty { throw refused(notUTF8: finding.notUTF8) }
        return (
            finding.manifests.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) },
            finding.lookalikes.sorted()
        )
    }

    /// Reads the files' contents.
    func read(_ manifests: [ManifestEntry]) throws(GitSourceError) -> [RevisionFile] {
        let database = try reading("cannot read the objects of `\(repository.root)`", in: repository.root) {
            () throws(LibGit2Failure) in
            try Handle(in: repository.handle, freedBy: git_odb_free) { out in
                repository.handle.use { git_repository_odb(&out, $0) }
            }
        }
        var total = 0
        var files: [RevisionFile] = []
        files.reserveCapacity(manifests.count)
        for manifest in manifests {
            let bytes = try read(manifest, from: database, total: &total)
            files.append(RevisionFile(path: manifest.path, bytes: bytes))
        }
        return files
    }

    private func read(
        _ manifest: ManifestEntry, from database: Handle, total: inout Int
    ) throws(GitSourceError) -> [UInt8] {
        var oid = manifest.oid
        var size = 0
        var type = GIT_OBJECT_INVALID
        let what = "cannot read `\(manifest.path)` of \(revision)"
        do {
            try LibGit2.check { database.use { git_odb_read_header(&size, &type, $0, &oid) } }
        } catch {
            throw repository.lacks(error, what)
        }
        if size > limits.fileBytes {
            throw tooLarge("`\(manifest.path)` has \(size) bytes; a manifest may have \(limits.fileBytes)")
        }
        total += size
        if total > limits.totalBytes {
            throw tooLarge(
                "the manifests have more than \(limits.totalBytes) bytes together, from `\(manifest.path)` on")
        }
        let object = try reading(what, in: repository.root) { () throws(LibGit2Failure) in
            try Handle(in: database, freedBy: git_odb_object_free) { out in
                database.use { git_odb_read(&out, $0, &oid) }
            }
        }
        return object.use {
            Array(UnsafeRawBufferPointer(start: git_odb_object_data($0), count: git_odb_object_size($0)))
        }
    }
}

/// What a walk through directories has come upon so far.
private struct Finding {
    let suffixes: [String]
    var manifests: [ManifestEntry] = []
    var lookalikes: [String] = []
    var links: [String] = []
    var submodules: [String] = []
    var notUTF8: [String] = []

    init(suffixes: [String]) { self.suffixes = suffixes }

    mutating func take(
        _ cName: UnsafePointer<CChar>, _ entry: TreeEntry, in directory: String,
        pending: inout [(path: String, directory: TreeEntry)]
    ) {
        let name = String(cString: cName)
        let isManifest = name.hasSuffix(in: suffixes)
        let looksLikeOne = entry.kind == .file && !isManifest && name.resembles(suffixes)
        if entry.kind == .file, !isManifest, !looksLikeOne { return }
        let path = directory.isEmpty ? name : "\(directory)/\(name)"
        if looksLikeOne {
            lookalikes.append(path)
            return
        }
        if String(validatingCString: cName) == nil {
            notUTF8.append(path)
            return
        }
        switch entry.kind {
        case .file: manifests.append(ManifestEntry(path: path, oid: entry.oid))
        case .directory: pending.append((path, entry))
        case .symbolicLink: links.append(path)
        case .submodule: submodules.append(path)
        }
    }
}

extension String {
    /// Whether it ends in one of the suffixes, byte for byte.
    func hasSuffix(in suffixes: [String]) -> Bool {
        suffixes.contains { utf8.suffix($0.utf8.count).elementsEqual($0.utf8) }
    }

    /// Whether a name that ends otherwise looks as if it were meant to end in one of the suffixes: in other letters
    /// (`FOUR.YAML`), behind or before another ending (`x.yml.j2`, `x.yaml~`), or with a space behind.
    func resembles(_ suffixes: [String]) -> Bool {
        let name = lowercased()
        return suffixes.contains { suffix in
            guard let found = name.firstRange(of: suffix) else { return false }
            // Behind the suffix a word would go on: `.yamllint` is a name of its own.
            guard let next = name[found.upperBound...].utf8.first else { return true }
            return !(0x61...0x7a).contains(next) && !(0x30...0x39).contains(next)
        }
    }
}
