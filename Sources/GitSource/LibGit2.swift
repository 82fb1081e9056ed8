internal import CLibGit2
internal import Glibc

/// The library as a whole: started once, never stopped.
enum LibGit2 {
    static let started: Bool = {
        guard git_libgit2_init() > 0 else { return false }
        // Whom to trust is decided by git's rules instead (`Ownership`); libgit2 1.5 knows neither `*` nor the
        // environment.
        guard dbconverge_git_set_owner_validation(0) == 0 else { return false }
        leaveOutForbiddenConfiguration()
        // What they change does not concern reading commits: work trees' own settings, objects that are not there, gc.
        let extensions = [strdup("worktreeconfig"), strdup("partialclone"), strdup("preciousobjects")]
        defer { for name in extensions { free(name) } }
        var names = extensions.map { UnsafePointer($0) }
        return dbconverge_git_set_extensions(&names, names.count) == 0
    }()

    /// Configuration that this user cannot read has no settings, as for git; to libgit2 it is an error.
    private static func leaveOutForbiddenConfiguration() {
        let home = Environment.path("HOME")
        let xdg = Environment.path("XDG_CONFIG_HOME") ?? home.map { "\($0)/.config" }
        let locations = [
            (GIT_CONFIG_LEVEL_SYSTEM, "/etc/gitconfig"), (GIT_CONFIG_LEVEL_XDG, xdg.map { "\($0)/git/config" }),
            (GIT_CONFIG_LEVEL_GLOBAL, home.map { "\($0)/.gitconfig" }),
        ]
        for (level, file) in locations {
            if let file, Environment.isForbidden(file) {
                _ = dbconverge_git_set_search_path(level.rawValue, "/dev/null")
            }
        }
    }

    /// Runs a call and turns a negative code into its failure, while `git_error_last` still belongs to it.
    static func check(_ call: () -> Int32) throws(LibGit2Failure) {
        let code = call()
        if code < 0 { throw LibGit2Failure(code) }
    }
}

/// Runs libgit2 calls whose failure means that the repository cannot be read; `what` says what was being done.
func reading<Result>(
    _ what: @autoclosure () -> String, in repository: String? = nil, _ body: () throws(LibGit2Failure) -> Result
) throws(GitSourceError) -> Result {
    do { return try body() } catch { throw error.unreadable(what(), in: repository) }
}

/// What libgit2 says about a call that failed.
struct LibGit2Failure: Error {
    let code: Int32
    let category: UInt32
    let message: String

    /// Reads the error that the thread's last call left behind.
    init(_ code: Int32) {
        self.code = code
        let last = git_error_last()
        category = UInt32(last?.pointee.klass ?? 0)
        message = last?.pointee.message.map { String(cString: $0) } ?? "libgit2 failed with code \(code)"
    }

    func matches(_ expected: git_error_code) -> Bool { code == expected.rawValue }

    /// The error for a failure that nothing more precise is known about.
    func unreadable(_ what: String, in repository: String? = nil) -> GitSourceError {
        let unsupported = message.contains("unsupported extension") || message.contains("repository version")
        // A clone of a SHA-256 repository is one too.
        let hint =
            message.contains("extensions.objectformat")
            ? "libgit2 does not read SHA-256 repositories: keep the manifests in one that was made with "
                + "\(GitCommand.spell(["init", "--object-format=sha1"]))"
            : unsupported
                ? "the repository's format is newer than libgit2 reads (reftable, for example); "
                    + "make an ordinary clone and give its path"
                : "check the repository with \(GitCommand.spell((repository.map { ["-C", $0] } ?? []) + ["fsck"])) and its files' permissions"
        return GitSourceError(
            .unreadable, "\(what): \(message)", hint: hint,
            underlying: code)
    }
}
