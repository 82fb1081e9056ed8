internal import CLibGit2

extension Repository {
    /// The full names that a short name could stand for, of those that exist: git's rules, in git's order.
    func references(called name: String) -> [String] {
        let candidates = [
            name, "refs/\(name)", "refs/tags/\(name)", "refs/heads/\(name)", "refs/remotes/\(name)",
            "refs/remotes/\(name)/HEAD",
        ]
        return candidates.filter { candidate in
            let found = try? Handle(in: handle, freedBy: git_reference_free) { out in
                handle.use { git_reference_lookup(&out, $0, candidate) }
            }
            return found != nil
        }
    }

    /// The shortest name that stands for this reference and no other.
    func shortName(of full: String) -> String {
        for prefix in ["refs/heads/", "refs/tags/", "refs/remotes/"] where full.hasPrefix(prefix) {
            let short = String(full.dropFirst(prefix.count))
            return references(called: short).allSatisfy { $0 == full } ? short : String(full.dropFirst("refs/".count))
        }
        return full
    }

    /// Every reference's name without `refs/heads/` and the like.
    func allShortNames() -> [String] {
        var names = git_strarray()
        defer { git_strarray_dispose(&names) }
        guard handle.use({ git_reference_list(&names, $0) }) == 0 else { return [] }
        return UnsafeBufferPointer(start: names.strings, count: names.count).compactMap { pointer in
            guard let name = pointer.map({ String(cString: $0) }) else { return nil }
            let prefix = ["refs/heads/", "refs/tags/", "refs/remotes/"].first { name.hasPrefix($0) }
            return String(name.dropFirst(prefix?.count ?? 0))
        }
    }

    /// The branch that HEAD stands on, born or not; nil when detached.
    func branchOfHEAD() -> String? {
        let head = try? Handle(in: handle, freedBy: git_reference_free) { out in
            handle.use { git_reference_lookup(&out, $0, "HEAD") }
        }
        return head?.use { git_reference_symbolic_target($0).map { String(cString: $0) } }
    }

    /// The commit that is checked out; nil in a repository without a work tree.
    func checkedOut() -> ObjectID? { workTree == nil ? nil : target(of: "HEAD") }

    /// The object that a reference stands for, at the end of symbolic ones; nil where there is none.
    func target(of reference: String) -> ObjectID? {
        var oid = git_oid()
        return handle.use { git_reference_name_to_id(&oid, $0, reference) } == 0 ? ObjectID(oid) : nil
    }
}
