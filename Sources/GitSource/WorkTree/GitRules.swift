internal import CLibGit2

/// What git knows of paths in a work tree: which are ignored, which are tracked, and which are submodules.
struct GitRules {
    private let ignore: IgnoreRules
    private let index: Handle?
    /// Why the index cannot be read; nil where it can. libgit2 reads neither a split nor a sparse one.
    let indexProblem: String?

    init(_ repository: Repository, _ disk: WorkTreeDisk) {
        let handle = repository.handle
        ignore = IgnoreRules(repository, disk)
        do {
            index = try Handle(in: handle, freedBy: git_index_free) { out in
                handle.use { git_repository_index(&out, $0) }
            }
            indexProblem = nil
        } catch {
            (index, indexProblem) = (nil, error.message)
        }
    }

    /// Whether git leaves a name in a directory out: a rule ignores it, and neither it nor anything below it is tracked.
    func isIgnored(_ name: [UInt8], in directory: String, isDirectory: Bool) -> Bool {
        guard ignore.isIgnored(name, in: directory, isDirectory: isDirectory) else { return false }
        guard let index else { return true }
        let path = (directory.isEmpty ? [] : Array(directory.utf8) + [0x2F]) + name
        let text = Self.text(path, isDirectory: isDirectory)
        var position = 0
        let found = index.use { index in
            isDirectory ? git_index_find_prefix(&position, index, text) : git_index_find(&position, index, text)
        }
        return found != 0
    }

    /// Whether the index has a submodule there.
    func isSubmodule(_ path: [UInt8]) -> Bool {
        index?.use { index in
            guard let entry = git_index_get_bypath(index, Self.text(path, isDirectory: false), 0) else { return false }
            return entry.pointee.mode & 0o170000 == 0o160000
        } ?? false
    }

    /// The files at or below a path that a sparse check-out leaves out of the work tree.
    func leftOut(at path: RepositoryPath, suffixes: [String]) -> [String] {
        guard let index else { return [] }
        return index.use { index in
            var position = 0
            let prefix = path.text
            if !prefix.isEmpty, git_index_find_prefix(&position, index, prefix) != 0 { return [] }
            var found: [String] = []
            while let entry = git_index_get_byindex(index, position), let name = entry.pointee.path {
                position += 1
                let name = String(cString: name)
                guard name.utf8.starts(with: prefix.utf8) else { break }
                let isBelow = prefix.isEmpty || name == prefix || name.utf8.dropFirst(prefix.utf8.count).first == 0x2F
                let isSkipped = UInt32(entry.pointee.flags_extended) & GIT_INDEX_ENTRY_SKIP_WORKTREE.rawValue != 0
                if isBelow, isSkipped, name.hasSuffix(in: suffixes) { found.append(name) }
            }
            return found
        }
    }

    private static func text(_ path: [UInt8], isDirectory: Bool) -> [CChar] {
        (path + (isDirectory ? [0x2F] : []) + [0]).map { CChar(bitPattern: $0) }
    }
}
