internal import CLibGit2
internal import FoundationEssentials
internal import Glibc

/// The mirror's repository, open in the process that fetches into it.
final class MirrorRepository {
    let handle: Handle
    private let directory: String
    /// Whether it was made just now.
    let isNew: Bool

    /// Opens it, or makes it. Throws `damaged` where something else is in its place.
    init(directory: String) throws(GitSourceError) {
        self.directory = directory
        isNew = !FileManager.default.fileExists(atPath: directory)
        do {
            if !isNew {
                handle = try Handle(freedBy: git_repository_free) { git_repository_open_bare(&$0, directory) }
            } else {
                var options = git_repository_init_options()
                try LibGit2.check {
                    git_repository_init_options_init(&options, UInt32(GIT_REPOSITORY_INIT_OPTIONS_VERSION))
                }
                // No template of the user's: it may bring hooks and settings.
                options.flags = GIT_REPOSITORY_INIT_BARE.rawValue | GIT_REPOSITORY_INIT_MKPATH.rawValue
                options.mode = 0o700
                options.initial_head = UnsafePointer(strdup("main"))
                defer { free(UnsafeMutableRawPointer(mutating: options.initial_head)) }
                handle = try Handle(freedBy: git_repository_free) { git_repository_init_ext(&$0, directory, &options) }
            }
        } catch {
            throw .damaged(directory, "the mirror cannot be opened: \(error.message)")
        }
    }

    /// Whether it has the object with this id, in 40 digits.
    func has(_ digits: String) -> Bool { ObjectID(hexadecimal: digits.utf8).map(has) ?? false }

    /// Whether each ref stands at its object, which is there.
    func has(_ tips: [String: ObjectID]) -> Bool { tips.allSatisfy { target(of: $0.key) == $0.value && has($0.value) } }

    private func has(_ id: ObjectID) -> Bool {
        var oid = git_oid(id)
        let database = try? Handle(in: handle, freedBy: git_odb_free) { out in
            handle.use { git_repository_odb(&out, $0) }
        }
        return database?.use { git_odb_exists($0, &oid) } == 1
    }

    private func target(of name: String) -> ObjectID? {
        var oid = git_oid()
        return handle.use { git_reference_name_to_id(&oid, $0, name) } == 0 ? ObjectID(oid) : nil
    }

    /// Removes the refs that the server no longer has: a branch that was deleted must not be read, and one that is now a folder of
    /// branches would be in their way. So are tags that were moved, which a fetch leaves as they are.
    func prune(keeping refs: RemoteRefs) throws(LibGit2Failure) {
        var names = git_strarray()
        try LibGit2.check { handle.use { git_reference_list(&names, $0) } }
        defer { git_strarray_dispose(&names) }
        for pointer in UnsafeBufferPointer(start: names.strings, count: names.count) {
            guard let pointer else { continue }
            let name = String(cString: pointer)
            // The mirror's own, which no server has: without it a HEAD on no branch would be fetched anew each time.
            let isMoved = name.hasPrefix("refs/tags/") && target(of: name) != refs.objects[name]
            if isMoved || refs.objects[name] == nil, name != RemoteRefs.detachedHEAD {
                try LibGit2.check { handle.use { git_reference_remove($0, pointer) } }
            }
        }
    }

    /// Lets HEAD stand where the server's stands.
    func setHEAD(_ refs: RemoteRefs) throws(LibGit2Failure) {
        if let branch = refs.branchOfHEAD {
            try LibGit2.check { handle.use { git_repository_set_head($0, branch) } }
        } else if let id = target(of: RemoteRefs.detachedHEAD) {
            var oid = git_oid(id)
            try LibGit2.check { handle.use { git_repository_set_head_detached($0, &oid) } }
        }
    }
}
