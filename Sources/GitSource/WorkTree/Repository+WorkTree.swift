internal import CLibGit2
internal import FoundationEssentials
internal import Glibc

/// How the manifests in the work tree and the index differ from the commit that is checked out.
enum WorkTreeDifferences: Codable {
    case none
    case some([String])
    case unknown(String)

    /// The manifests that differ, from the repository's root, sorted.
    var paths: [String] {
        if case .some(let paths) = self { paths } else { [] }
    }

    /// Those of the paths for which `isIncluded` says so.
    func filter(_ isIncluded: (String) -> Bool) -> WorkTreeDifferences {
        guard case .some(let paths) = self else { return self }
        let left = paths.filter(isIncluded)
        return left.isEmpty ? .none : .some(left)
    }

    func warnings(_ revision: Revision) -> [String] {
        switch self {
        case .none: []
        case .some(let paths):
            [
                "the work tree differs from \(revision), and the commit counts: "
                    + "\(paths.firstFewQuoted) \(paths.count == 1 ? "is" : "are") not as committed"
            ]
        case .unknown(let why):
            ["cannot tell whether the work tree differs from \(revision), which is what counts: \(why)"]
        }
    }
}

extension Repository {
    /// Compares commit, index and work tree below paths without writing anything; untracked manifests count, and so do the
    /// files of rules there and above.
    func differences(under paths: [RepositoryPath], suffixes: [String]) -> WorkTreeDifferences {
        var options = git_status_options()
        git_status_options_init(&options, UInt32(GIT_STATUS_OPTIONS_VERSION))
        options.show = GIT_STATUS_SHOW_INDEX_AND_WORKDIR
        options.flags =
            GIT_STATUS_OPT_INCLUDE_UNTRACKED.rawValue | GIT_STATUS_OPT_RECURSE_UNTRACKED_DIRS.rawValue
            | GIT_STATUS_OPT_NO_REFRESH.rawValue | GIT_STATUS_OPT_DISABLE_PATHSPEC_MATCH.rawValue
            | GIT_STATUS_OPT_EXCLUDE_SUBMODULES.rawValue
        do {
            let list = try status(&options, of: Self.specifications(of: paths))
            let index = try Handle(in: handle, freedBy: git_index_free) { out in
                handle.use { git_repository_index(&out, $0) }
            }
            let found = list.use { list in
                index.use { index in
                    (0..<git_status_list_entrycount(list)).compactMap { position in
                        git_status_byindex(list, position).flatMap { Self.path($0, index) }
                    }
                }
            }
            let relevant = Set(found.filter { $0.hasSuffix(in: suffixes) || IgnoreFile.isOne($0) }).sorted()
            return relevant.isEmpty ? .none : .some(relevant)
        } catch {
            // A split or sparse index, which libgit2 does not read: nothing is wrong, and nothing can be done about it.
            return error.message.contains("unsupported mandatory extension") ? .none : .unknown(error.message)
        }
    }

    /// The paths, and the files of rules of the directories above them; none: everything.
    private static func specifications(of paths: [RepositoryPath]) -> [String] {
        if paths.contains(where: \.components.isEmpty) { return [] }
        return Set(
            paths.flatMap { path in
                [path.text] + path.components.indices.map { IgnoreFile.path(in: path.parent($0).text) }
            }
        ).sorted()
    }

    private func status(_ options: inout git_status_options, of paths: [String]) throws(LibGit2Failure) -> Handle {
        var strings = paths.map { strdup($0) }
        defer { strings.forEach { free($0) } }
        return try strings.withUnsafeMutableBufferPointer { strings throws(LibGit2Failure) in
            options.pathspec = git_strarray(strings: strings.baseAddress, count: strings.count)
            return try Handle(in: handle, freedBy: git_status_list_free) { out in
                handle.use { git_status_list_new(&out, $0, &options) }
            }
        }
    }

    /// The path of a difference; nil when a sparse check-out left the file out on purpose.
    private static func path(_ entry: UnsafePointer<git_status_entry>, _ index: OpaquePointer) -> String? {
        let delta = entry.pointee.index_to_workdir ?? entry.pointee.head_to_index
        guard let path = delta?.pointee.new_file.path else { return nil }
        if entry.pointee.status == GIT_STATUS_WT_DELETED, let indexed = git_index_get_bypath(index, path, 0),
            UInt32(indexed.pointee.flags_extended) & GIT_INDEX_ENTRY_SKIP_WORKTREE.rawValue != 0
        {
            return nil
        }
        return String(cString: path)
    }

    /// Makes a path that was not found easier to mend: is it there but not committed, or meant from where the user stands?
    func explain(
        _ error: GitSourceError, path: RepositoryPath, tree: CommitTree, workingDirectory: String
    ) -> GitSourceError {
        guard error.code == .pathNotFound, let workTree else { return error }
        if FileManager.default.fileExists(atPath: "\(workTree)/\(path.text)") {
            return GitSourceError(
                .pathNotFound,
                "\(path.quoted) exists in the work tree but isn't committed in \(tree.revision), and the commit counts",
                hint: "commit it, or choose with --ref a commit that has it")
        }
        let here = RealPath.resolve(workingDirectory)
        guard here.hasPrefix("\(workTree)/") else { return error }
        let below = String(here.dropFirst(workTree.count + 1))
        guard let meant = try? RepositoryPath("\(below)/\(path.text)"), (try? tree.place(at: meant)) != nil else {
            return error
        }
        return GitSourceError(
            .pathNotFound, error.message,
            hint: "paths are taken from the repository's root: did you mean `\(meant.text)`?")
    }
}
