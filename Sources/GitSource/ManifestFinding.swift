/// A manifest that has been found but not yet read.
struct ManifestEntry<Reference> {
    let path: String
    /// By what it can be read.
    let reference: Reference
}

/// What a walk through directories has come upon so far.
struct ManifestFinding<Reference> {
    let suffixes: [String]
    private var manifests: [ManifestEntry<Reference>] = []
    private(set) var lookalikes: [String] = []
    private(set) var links: [String] = []
    private(set) var submodules: [String] = []
    private(set) var notUTF8: [String] = []
    private(set) var unprintable: [String] = []
    /// How long all paths are that are kept.
    private(set) var pathBytes = 0

    init(suffixes: [String]) { self.suffixes = suffixes }

    var sortedManifests: [ManifestEntry<Reference>] {
        manifests.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }

    /// Keeps what matters of an entry; says whether it is a directory to go into.
    mutating func take(
        _ name: ArraySlice<UInt8>, _ kind: TreeEntry.Kind, _ reference: Reference, in directory: String
    ) -> Bool {
        // Most names are short, and only what ends in letters that matter is looked at closely.
        let text = String(decoding: name, as: UTF8.self)
        let isManifest = text.hasSuffix(in: suffixes)
        let looksLikeOne = kind == .file && !isManifest && text.resembles(suffixes)
        if kind == .file, !isManifest, !looksLikeOne { return false }
        let isUTF8 = String(validating: name, as: UTF8.self) != nil
        // A name that no file can have, or that would be printed as something else.
        let hasControlCharacter = name.contains { $0 < 0x20 || $0 == 0x7f }
        if kind == .directory, isUTF8, !hasControlCharacter { return true }
        let path = String(appending: name, to: directory)
        pathBytes += path.utf8.count
        if looksLikeOne {
            lookalikes.append(path)
        } else if !isUTF8 {
            notUTF8.append(path)
        } else if hasControlCharacter {
            unprintable.append(path)
        } else {
            switch kind {
            case .file: manifests.append(ManifestEntry(path: path, reference: reference))
            case .symbolicLink: links.append(path)
            case .submodule: submodules.append(path)
            case .directory: break
            }
        }
        return false
    }

    /// Keeps a directory that turned out to be a repository of its own.
    mutating func takeSubmodule(_ path: String) { submodules.append(path) }
}

extension String {
    /// The path of a name in a directory; what is not UTF-8 in the name is replaced.
    init(appending name: ArraySlice<UInt8>, to directory: String) {
        let text = String(decoding: name, as: UTF8.self)
        self = name.isEmpty ? directory : directory.isEmpty ? text : "\(directory)/\(text)"
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
