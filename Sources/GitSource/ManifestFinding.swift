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
    /// How much the rules of `.dbconvergeignore` have left out.
    private(set) var ignored = IgnoredEntries()
    /// Of what was left out, the first by the bytes of its path, with the rule.
    private(set) var firstIgnored: (path: String, rule: IgnoreRule)?
    /// How long all paths are that are kept.
    private(set) var pathBytes = 0

    init(suffixes: [String]) { self.suffixes = suffixes }

    var sortedManifests: [ManifestEntry<Reference>] {
        manifests.sorted { $0.path.precedesByBytes($1.path) }
    }

    /// Keeps what matters of an entry; says whether it is a directory to go into. `scope`: the rules that count there.
    mutating func take(
        _ name: ArraySlice<UInt8>, _ kind: TreeEntry.Kind, _ reference: Reference, in directory: String,
        under scope: IgnoreScope
    ) -> Bool {
        // Most names are short, and only what ends in letters that matter is looked at closely.
        let text = String(decoding: name, as: UTF8.self)
        let isManifest = text.hasSuffix(in: suffixes)
        let looksLikeOne = kind == .file && !isManifest && text.resembles(suffixes)
        if kind == .file, !isManifest, !looksLikeOne { return false }
        if ignores(name, kind, in: directory, under: scope, isCounted: !looksLikeOne) { return false }
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

    /// Whether a rule leaves an entry out, which is then counted.
    mutating func ignores(
        _ name: ArraySlice<UInt8>, _ kind: TreeEntry.Kind, in directory: String, under scope: IgnoreScope,
        isCounted: Bool = true
    ) -> Bool {
        if scope.isEmpty { return false }
        let isDirectory = kind == .directory || kind == .submodule
        guard let rule = scope.rule(for: Array(name), in: directory, isDirectory: isDirectory), rule.ignores else {
            return false
        }
        guard isCounted else { return true }
        ignored.count(kind)
        let path = String(appending: name, to: directory)
        if firstIgnored.map({ path.precedesByBytes($0.path) }) ?? true {
            firstIgnored = (path, rule)
        }
        return true
    }

    /// Keeps a file that was asked for by its path.
    mutating func take(_ path: RepositoryPath, _ reference: Reference) {
        guard path.text.hasSuffix(in: suffixes) else { return }
        manifests.append(ManifestEntry(path: path.text, reference: reference))
    }

    /// Keeps a directory that turned out to be a repository of its own.
    mutating func takeSubmodule(_ path: String) { submodules.append(path) }
}

extension [String] {
    /// Whether any of these paths, which are sorted by their bytes, is at or below a path.
    func contains(at path: RepositoryPath) -> Bool {
        guard !path.components.isEmpty else { return !isEmpty }
        let text = path.text
        // The paths below it stand together, but between the file itself and them others can stand: `a`, `a-b`, `a/b`.
        return [text, "\(text)/"].contains { wanted in
            var (low, high) = (0, count)
            while low < high {
                let middle = (low + high) / 2
                if self[middle].precedesByBytes(wanted) { low = middle + 1 } else { high = middle }
            }
            guard low < count else { return false }
            let found = self[low].utf8
            return wanted.utf8.last == UInt8(ascii: "/")
                ? found.starts(with: wanted.utf8) : found.elementsEqual(wanted.utf8)
        }
    }
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
