/// A manifest that has been found but not yet read.
struct ManifestEntry {
    let path: String
    let id: ObjectID
}

extension CommitTree {
    /// The manifests at or below a path, sorted; everything that is refused is collected into one error.
    func manifests(
        at path: RepositoryPath, _ entry: TreeEntry, suffixes: [String]
    ) throws(GitSourceError) -> (manifests: [ManifestEntry], lookalikes: [String]) {
        if entry.kind == .file {
            let name = path.components.last ?? ""
            return (name.hasSuffix(in: suffixes) ? [ManifestEntry(path: path.text, id: entry.id)] : [], [])
        }
        var finding = Finding(suffixes: suffixes)
        // A directory's path is put together when its turn comes: there may be very many, and long ones.
        var pending = [(parent: path.text, directory: TreeEntry(root: entry.id))]
        var count = 0
        while let (parent, directory) = pending.popLast() {
            let path = Finding.path(directory.name, in: parent)
            let entries = try entries(of: directory, at: path)
            count += entries.count
            if count > limits.entries || path.utf8.count > limits.pathBytes
                || finding.pathBytes > limits.totalPathBytes
            {
                throw tooLarge("there are more than \(limits.entries) entries, or too deep ones, below `\(path)`")
            }
            for entry in entries where finding.take(entry, in: path) { pending.append((path, entry)) }
        }
        if !finding.unprintable.isEmpty { throw refused(unprintable: finding.unprintable) }
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
        var total = 0
        var files: [RevisionFile] = []
        files.reserveCapacity(manifests.count)
        for manifest in manifests {
            let bytes = try read(manifest, total: &total)
            files.append(RevisionFile(path: manifest.path, bytes: bytes))
        }
        return files
    }

    private func read(_ manifest: ManifestEntry, total: inout Int) throws(GitSourceError) -> [UInt8] {
        let before = total
        let object = try objects.read(manifest.id, "cannot read `\(manifest.path)` of \(revision)") {
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

/// What a walk through directories has come upon so far.
private struct Finding {
    let suffixes: [String]
    var manifests: [ManifestEntry] = []
    var lookalikes: [String] = []
    var links: [String] = []
    var submodules: [String] = []
    var notUTF8: [String] = []
    var unprintable: [String] = []
    /// How long all paths are that are kept.
    var pathBytes = 0

    init(suffixes: [String]) { self.suffixes = suffixes }

    static func path(_ name: ArraySlice<UInt8>, in directory: String) -> String {
        if name.isEmpty { return directory }
        let name = String(decoding: name, as: UTF8.self)
        return directory.isEmpty ? name : "\(directory)/\(name)"
    }

    /// Keeps what matters of an entry; says whether it is a directory to go into.
    mutating func take(_ entry: TreeEntry, in directory: String) -> Bool {
        // Most names are short, and only what ends in letters that matter is looked at closely.
        let isDirectory = entry.kind == .directory
        let name = String(decoding: entry.name, as: UTF8.self)
        let isManifest = name.hasSuffix(in: suffixes)
        let looksLikeOne = entry.kind == .file && !isManifest && name.resembles(suffixes)
        if entry.kind == .file, !isManifest, !looksLikeOne { return false }
        let isUTF8 = String(validating: entry.name, as: UTF8.self) != nil
        if isDirectory, isUTF8, !entry.hasControlCharacter { return true }
        let path = Self.path(entry.name, in: directory)
        pathBytes += path.utf8.count
        if looksLikeOne {
            lookalikes.append(path)
        } else if !isUTF8 {
            notUTF8.append(path)
        } else if entry.hasControlCharacter {
            unprintable.append(path)
        } else {
            switch entry.kind {
            case .file: manifests.append(ManifestEntry(path: path, id: entry.id))
            case .symbolicLink: links.append(path)
            case .submodule: submodules.append(path)
            case .directory: break
            }
        }
        return false
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
