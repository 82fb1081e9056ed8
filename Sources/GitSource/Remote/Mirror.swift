internal import FoundationEssentials
internal import Glibc

/// The bare copy of a remote repository in the user's cache, one for each URL.
struct Mirror: Sendable {
    let url: RemoteURL
    let directory: String

    /// The mirror of a URL below `git` in the first directory that systemd has made for the service (`CACHE_DIRECTORY`), else below
    /// `$XDG_CACHE_HOME/dbconverge/git`, or `~/.cache`. Throws `cacheUnusable` where the cache cannot be used, or
    /// where another user could write to it.
    init(of url: RemoteURL, in cache: String? = nil) throws(GitSourceError) {
        self.url = url
        let cache = if let cache { cache } else { try Self.userCache() }
        try Self.prepare(cache)
        directory = "\(cache)/\(url.directoryName)"
    }

    private static func userCache() throws(GitSourceError) -> String {
        if let own = Environment.path("CACHE_DIRECTORY")?.split(separator: ":").first, own.hasPrefix("/") {
            return "\(String(own).withoutTrailingSlash)/git"
        }
        let home = Environment.path("HOME").map { "\($0)/.cache" }
        guard let base = Environment.path("XDG_CACHE_HOME").flatMap({ $0.hasPrefix("/") ? $0 : nil }) ?? home else {
            throw .cacheUnusable("~/.cache", "none of CACHE_DIRECTORY, XDG_CACHE_HOME and HOME is set")
        }
        return "\(base.withoutTrailingSlash)/dbconverge/git"
    }

    private static func prepare(_ cache: String) throws(GitSourceError) {
        do {
            try FileManager.default.createDirectory(
                atPath: cache, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw .cacheUnusable(cache, String(cString: strerror(errno)))
        }
        var status = stat()
        guard stat(cache, &status) == 0 else { throw .cacheUnusable(cache, String(cString: strerror(errno))) }
        if status.st_uid != geteuid() { throw .cacheUnusable(cache, "it belongs to user id \(status.st_uid)") }
        if status.st_mode & 0o022 != 0 { throw .cacheUnusable(cache, "other users can write to it") }
    }

    /// Fetches the ref, and lets `body` read the mirror's directory while no other process changes it. A mirror that proves damaged is made
    /// anew, once. The warning says how old the mirror is, where the server could not be reached and that is allowed.
    func read<Answer>(
        _ ref: String, _ settings: RemoteSettings, by child: GitChild?, _ process: ChildProcess,
        _ body: (String) throws(GitSourceError) -> Answer
    ) throws(GitSourceError) -> (Answer, warning: String?) {
        let deadline = ContinuousClock.now + settings.fetchTimeout
        let lock = try MirrorLock(directory + ".lock")
        try lock.acquire(.exclusive, until: deadline, process)
        let isNew = !FileManager.default.fileExists(atPath: directory)
        let warning: String?
        do {
            warning = try fetchOrAccept(ref, settings, until: deadline, by: child, process)
            try lock.acquire(.shared, until: deadline, process)
            return (try body(directory), warning)
        } catch {
            guard !isNew, error.mayBeTheMirrors else { throw error }
        }
        try lock.acquire(.exclusive, until: deadline, process)
        try remove()
        try fetch(ref, until: deadline, by: child, process)
        try lock.acquire(.shared, until: deadline, process)
        return (try body(directory), nil)
    }

    private func fetchOrAccept(
        _ ref: String, _ settings: RemoteSettings, until deadline: ContinuousClock.Instant, by child: GitChild?,
        _ process: ChildProcess
    ) throws(GitSourceError) -> String? {
        do {
            try fetch(ref, until: deadline, by: child, process)
            return nil
        } catch {
            guard error.code == .fetchFailed, let allowed = settings.allowedAge, let age = age(of: ref), age <= allowed
            else { throw error }
            return "\(error.message); going on with what was fetched \(age.components.seconds) s ago"
        }
    }

    private func fetch(
        _ ref: String, until deadline: ContinuousClock.Instant, by child: GitChild?, _ process: ChildProcess
    ) throws(GitSourceError) {
        removeLeftovers()
        let request = FetchRequest(url: url, ref: ref, mirror: directory)
        if let child {
            try child.fetching(until: deadline).fetch(request, process)
        } else {
            try request.perform {}
        }
        touch(stamp(of: ref))
    }

    // MARK: - Its files

    /// A process that was killed in the middle leaves locks of libgit2 and halves of packs.
    private func removeLeftovers() {
        let packs = "\(directory)/objects/pack"
        for name in (try? FileManager.default.contentsOfDirectory(atPath: packs)) ?? []
        where name.hasPrefix("pack_") || name.hasSuffix(".lock") || name.hasPrefix("tmp_") {
            unlink("\(packs)/\(name)")
        }
        let refs = (try? FileManager.default.subpathsOfDirectory(atPath: "\(directory)/refs")) ?? []
        let files = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        for name in refs.map({ "refs/\($0)" }) + files where name.hasSuffix(".lock") { unlink("\(directory)/\(name)") }
    }

    private func remove() throws(GitSourceError) {
        do {
            try FileManager.default.removeItem(atPath: directory)
        } catch {
            if FileManager.default.fileExists(atPath: directory) {
                throw .cacheUnusable(directory, "it cannot be removed")
            }
        }
    }

    /// The file whose time says when the ref was fetched last.
    private func stamp(of ref: String) -> String {
        "\(directory)/fetched-\(ref.utf8.map { String($0, radix: 16) }.joined().suffix(200))"
    }

    private func touch(_ path: String) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { return }
        futimens(descriptor, nil)
        close(descriptor)
    }

    private func age(of ref: String) -> Duration? {
        var status = stat()
        guard stat(stamp(of: ref), &status) == 0 else { return nil }
        let seconds = time(nil) - status.st_mtim.tv_sec
        return seconds >= 0 ? .seconds(seconds) : nil
    }
}

extension GitSourceError {
    /// Whether a mirror that is damaged can be the reason.
    fileprivate var mayBeTheMirrors: Bool { [.damaged, .unreadable, .notFetched].contains(code) }

    static func cacheUnusable(_ path: String, _ why: String) -> GitSourceError {
        GitSourceError(
            .cacheUnusable, "the cache for remote repositories cannot be used: `\(path)`: \(why)",
            hint:
                "make it a directory that only this user can write to, or name another one in XDG_CACHE_HOME, for a service of systemd with CacheDirectory="
        )
    }
}
