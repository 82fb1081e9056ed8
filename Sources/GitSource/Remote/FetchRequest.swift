internal import CLibGit2
internal import FoundationEssentials
internal import Glibc

/// What is to be fetched into a mirror: the work of the child process.
struct FetchRequest: Codable, Sendable {
    let url: RemoteURL
    /// As it was asked for.
    let ref: String
    /// The mirror's directory; made where it is missing.
    let mirror: String
    var receivedLimit: UInt64 = 4 << 30

    /// Fetches the ref, with the tags that stand for the same commits. Nothing is asked of the server for a whole object id
    /// that the mirror has.
    func perform(_ tick: @escaping () -> Void) throws(GitSourceError) {
        guard LibGit2.started else { throw LibGit2Failure(-1).unreadable("libgit2 did not start") }
        trustOwnAuthorities()
        let mirror = try MirrorRepository(directory: mirror)
        let pinned = PinnedRef(ref)
        let spelling = try RefSpelling(pinned?.ref ?? ref)
        if spelling.hexadecimalDigits == 40, mirror.has(spelling.base) { return }
        if url.transport == .file { _ = try Repository.open(url.path, workingDirectory: "/") }
        let session = FetchSession(url, receivedLimit: receivedLimit, tick)
        do {
            try fetch(spelling, into: mirror, session)
        } catch let failure as LibGit2Failure {
            throw error(failure, session, mirror)
        } catch let error as GitSourceError {
            throw error
        } catch {
            throw GitSourceError(.fetchFailed, "\(error)", hint: "run the command again")
        }
    }

    private func fetch(_ spelling: RefSpelling, into mirror: MirrorRepository, _ session: FetchSession) throws {
        var options = git_remote_create_options()
        try LibGit2.check { git_remote_create_options_init(&options, UInt32(GIT_REMOTE_CREATE_OPTIONS_VERSION)) }
        options.flags = GIT_REMOTE_CREATE_SKIP_INSTEADOF.rawValue | GIT_REMOTE_CREATE_SKIP_DEFAULT_FETCHSPEC.rawValue
        let address = url.transport == .file ? url.path : url.text
        let remote = try mirror.handle.use { repository throws(LibGit2Failure) in
            options.repository = repository
            return try Handle(in: mirror.handle, freedBy: git_remote_free) {
                git_remote_create_with_opts(&$0, address, &options)
            }
        }
        defer { _ = remote.use { git_remote_disconnect($0) } }
        try session.use { callbacks throws(LibGit2Failure) in
            var options = git_remote_connect_options()
            try LibGit2.check { git_remote_connect_options_init(&options, UInt32(GIT_REMOTE_CONNECT_OPTIONS_VERSION)) }
            options.callbacks = callbacks
            options.proxy_opts.type = GIT_PROXY_AUTO
            // Without TLS it could not be told to which other host a redirect leads.
            options.follow_redirects = url.transport == .https ? GIT_REMOTE_REDIRECT_INITIAL : GIT_REMOTE_REDIRECT_NONE
            try LibGit2.check { remote.use { git_remote_connect_ext($0, GIT_DIRECTION_FETCH, &options) } }
        }
        let refs = try RemoteRefs(remote)
        let wanted = try refs.wanted(for: spelling, of: url)
        try mirror.prune(keeping: refs)
        if !mirror.has(wanted.tips) {
            try download(wanted, by: remote, session)
            // What was asked for must be what is read; else the mirror is made anew.
            guard mirror.has(wanted.tips) else {
                throw GitSourceError.damaged(self.mirror, "`\(ref)` does not stand there as it does at \(url.text)")
            }
        }
        try mirror.setHEAD(refs)
    }

    private func download(
        _ wanted: RemoteRefs.Wanted, by remote: Handle, _ session: FetchSession
    ) throws(LibGit2Failure) {
        let texts = wanted.refspecs.map { strdup($0) }
        defer { for text in texts { free(text) } }
        var pointers = texts
        try session.use { callbacks throws(LibGit2Failure) in
            var options = git_fetch_options()
            try LibGit2.check { git_fetch_options_init(&options, UInt32(GIT_FETCH_OPTIONS_VERSION)) }
            options.callbacks = callbacks
            options.download_tags = GIT_REMOTE_DOWNLOAD_TAGS_AUTO
            options.update_fetchhead = 0
            options.proxy_opts.type = GIT_PROXY_AUTO
            let code = pointers.withUnsafeMutableBufferPointer { buffer in
                var refspecs = git_strarray(strings: buffer.baseAddress, count: buffer.count)
                return remote.use { git_remote_download($0, &refspecs, &options) }
            }
            if code < 0 { throw LibGit2Failure(code) }
            try LibGit2.check {
                remote.use { git_remote_update_tips($0, &callbacks, 0, GIT_REMOTE_DOWNLOAD_TAGS_AUTO, "fetch") }
            }
        }
    }

    /// git's own variables for authorities that the system does not know.
    private func trustOwnAuthorities() {
        let file = Environment.path("GIT_SSL_CAINFO") ?? Environment.path("SSL_CERT_FILE")
        let folder = Environment.path("GIT_SSL_CAPATH") ?? Environment.path("SSL_CERT_DIR")
        if file != nil || folder != nil { _ = dbconverge_git_set_certificates(file, folder) }
    }

    /// What libgit2 blames where a mirror is damaged; a pack that does not fit its objects is one of them.
    private static let mirrorCategories = Set(
        [
            GIT_ERROR_ODB, GIT_ERROR_REFERENCE, GIT_ERROR_ZLIB, GIT_ERROR_REPOSITORY, GIT_ERROR_CONFIG,
            GIT_ERROR_OBJECT,
            GIT_ERROR_TREE, GIT_ERROR_TAG, GIT_ERROR_INDEXER,
        ].map(\.rawValue))

    /// What libssh2 says in words only.
    private func sshError(_ failure: LibGit2Failure) -> GitSourceError? {
        if failure.message.contains("passphrase") {
            return GitSourceError(
                .loginFailed,
                "the SSH key for \(url.text) cannot be read: its passphrase is wrong, or its format is unknown",
                hint: "check DBCONVERGE_GIT_SSH_PASSPHRASE; `ssh-keygen -y -f FILE` tells whether it fits the key",
                underlying: failure.code)
        }
        if failure.message.contains("exchange encryption keys") {
            return GitSourceError(
                .untrustedServer, "\(url.text) offers no host key that the SSH library can check",
                hint: "where ~/.ssh/known_hosts has the host's RSA key only, add its ed25519 or ECDSA key "
                    + "(`ssh-keyscan -t ed25519,ecdsa \(url.host)`)", underlying: failure.code)
        }
        return nil
    }

    private func error(
        _ failure: LibGit2Failure, _ session: FetchSession, _ mirror: MirrorRepository
    ) -> GitSourceError {
        if let refusal = session.refusal { return refusal }
        if failure.matches(GIT_EAUTH) { return session.loginFailed }
        if failure.category == GIT_ERROR_SSH.rawValue, let error = sshError(failure) { return error }
        let text = url.text
        let status = failure.message.firstRange(of: "status code: ").flatMap {
            Int(failure.message[$0.upperBound...].prefix(3))
        }
        switch status {
        case 401?, 403?: return session.loginFailed
        case 404?, 410?:
            return GitSourceError(
                .notARepository, "there is no repository at \(text), or it is not shown without a login",
                hint: "check the URL; for a private one, set DBCONVERGE_GIT_TOKEN", underlying: failure.code)
        default: break
        }
        if failure.matches(GIT_ECERTIFICATE) {
            return GitSourceError(
                .untrustedServer, "\(text) is not trusted: \(failure.message)",
                hint: "if its certificate is signed by an authority of your own, name the file of its certificates in "
                    + "GIT_SSL_CAINFO", underlying: failure.code)
        }
        if !mirror.isNew, Self.mirrorCategories.contains(failure.category) {
            return .damaged(self.mirror, failure.message, underlying: failure.code)
        }
        return GitSourceError(
            .fetchFailed, "cannot fetch `\(ref)` from \(text): \(failure.message)",
            hint: "see whether \(GitCommand.spell(["ls-remote", text])) works here", underlying: failure.code)
    }
}

extension FetchRequest {
    /// What the child does.
    func serve(_ output: FrameWriter) {
        do throws(GitSourceError) {
            try perform { output.tick() }
            output.write(.fetched, true)
        } catch {
            output.write(.failure, GitFailure(error))
        }
    }
}

extension GitChild {
    /// The child with the limits of a fetch, which may be silent as long as it may last.
    func fetching(until deadline: ContinuousClock.Instant) -> GitChild {
        var child = self
        child.limits.total = max(deadline - .now, .milliseconds(1))
        child.limits.silence = child.limits.total
        return child
    }
}
