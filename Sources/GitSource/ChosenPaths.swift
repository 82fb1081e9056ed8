/// The paths at or below which manifests are read.
struct ChosenPaths {
    /// One of them.
    struct Path {
        let path: RepositoryPath
        /// Whether it lies below another one: what is there is found anyway.
        let isCovered: Bool
    }

    /// In the order of their names, each once. Without any it is the root.
    let all: [Path]
    /// By their bytes: two texts that are equal to Swift can be two paths.
    private let known: Set<[UInt8]>

    /// The most paths that can be chosen.
    static let limit = 1000

    init(_ texts: [String]) throws(GitSourceError) {
        guard texts.count <= Self.limit else {
            throw GitSourceError(
                .invalidPath, "\(texts.count) paths are chosen; there may be \(Self.limit)",
                hint: "choose folders instead of single files, or leave others out with `\(IgnoreFile.name)`")
        }
        var paths: [RepositoryPath] = []
        for text in texts.isEmpty ? [""] : texts { paths.append(try RepositoryPath(text)) }
        paths.sort { one, other in
            one.components.lexicographicallyPrecedes(other.components) { $0.precedesByBytes($1) }
        }
        var all: [Path] = []
        var known: Set<[UInt8]> = []
        for path in paths where known.insert(path.bytes).inserted {
            let isCovered = path.components.indices.contains { known.contains(path.parent($0).bytes) }
            all.append(Path(path: path, isCovered: isCovered))
        }
        (self.all, self.known) = (all, known)
    }

    /// Those that lie below no other.
    var outermost: [RepositoryPath] { all.filter { !$0.isCovered }.map(\.path) }

    /// Whether a file is at or below one of them.
    func contains(_ path: RepositoryPath) -> Bool {
        (0...path.components.count).contains { known.contains(path.parent($0).bytes) }
    }
}

extension RepositoryPath {
    fileprivate var bytes: [UInt8] { Array(text.utf8) }
}
