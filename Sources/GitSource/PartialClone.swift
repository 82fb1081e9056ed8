internal import CLibGit2

extension Repository {
    /// The error for an object that could not be read: in a partial clone one that is not there was never fetched.
    func lacks(_ failure: LibGit2Failure, _ what: String) -> GitSourceError {
        guard failure.matches(GIT_ENOTFOUND), let remote = promisor else {
            return failure.unreadable(what, in: root)
        }
        return GitSourceError(
            .notFetched, "\(what): this clone is partial, and the object has not been fetched",
            hint: "fetch what is missing: \(git("fetch", "--refetch", "--no-filter", remote))", underlying: failure.code
        )
    }

    /// The remote that has the objects which a partial clone left out; nil where the clone is whole.
    private var promisor: String? {
        guard
            let configuration = try? Handle(
                freedBy: git_config_free, { out in handle.use { git_repository_config_snapshot(&out, $0) } })
        else { return nil }
        var value: UnsafePointer<CChar>?
        let code = configuration.use { git_config_get_string(&value, $0, "extensions.partialclone") }
        if code == 0, let value { return configuration.use { _ in String(cString: value) } }
        return firstPromisor(in: configuration)
    }

    private func firstPromisor(in configuration: Handle) -> String? {
        let iterator = try? Handle(in: configuration, freedBy: git_config_iterator_free) { out in
            configuration.use {
                git_config_iterator_glob_new(&out, $0, "^remote\\..*\\.(promisor|partialclonefilter)$")
            }
        }
        var entry: UnsafeMutablePointer<git_config_entry>?
        guard let iterator, iterator.use({ git_config_next(&entry, $0) }) == 0, let name = entry?.pointee.name
        else { return nil }
        let key = String(cString: name).dropFirst("remote.".count)
        return key.lastIndex(of: ".").map { String(key[..<$0]) }
    }
}
