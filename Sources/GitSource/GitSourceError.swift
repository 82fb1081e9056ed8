/// Why a repository, a revision or its files could not be read. Reading again without a change does not help.
public struct GitSourceError: Error, Hashable, Sendable {
    /// What kind of error it is; compare it with the constants.
    public struct Code: Hashable, Sendable {
        private let name: String

        init(_ name: String) { self.name = name }

        /// There is no repository at, or around, the given directory.
        public static let notARepository = Code("not a repository")
        /// The repository's URL is malformed or of a kind that is not supported.
        public static let invalidURL = Code("invalid URL")
        /// The server could not be reached, or the fetch took too long or broke off.
        public static let fetchFailed = Code("fetch failed")
        /// The server refused every login, or there was none.
        public static let loginFailed = Code("login failed")
        /// The server's certificate or SSH host key is not trusted.
        public static let untrustedServer = Code("untrusted server")
        /// The cache for mirrors cannot be written, or others can write to it.
        public static let cacheUnusable = Code("cache unusable")
        /// The repository's owner is another user, and `safe.directory` does not list it.
        public static let ownedByAnotherUser = Code("owned by another user")
        /// The repository has no commits yet.
        public static let emptyRepository = Code("empty repository")
        /// The repository is bare, and its work tree was asked for.
        public static let noWorkTree = Code("no work tree")
        /// The ref is in a form that is not accepted, such as a range.
        public static let invalidRef = Code("invalid ref")
        /// No branch, tag or object is called that.
        public static let unknownRef = Code("unknown ref")
        /// The ref names several things, or the abbreviated object id several objects.
        public static let ambiguousRef = Code("ambiguous ref")
        /// The ref was given with a commit, as `ref@oid`, at which it no longer stands.
        public static let refMoved = Code("ref moved")
        /// Two commits have no commit in common.
        public static let noMergeBase = Code("no merge base")
        /// The clone is shallow, and its history ends too early.
        public static let shallowClone = Code("shallow clone")
        /// The ref names a tree or a blob.
        public static let notACommit = Code("not a commit")
        /// The path is absolute or leaves the repository.
        public static let invalidPath = Code("invalid path")
        /// The commit, or the work tree, has nothing at the path.
        public static let pathNotFound = Code("path not found")
        /// The commit, or the work tree, has the path, but no manifest there.
        public static let noManifests = Code("no manifests")
        /// A rule of `.dbconvergeignore` leaves out a path that is asked for.
        public static let ignoredPath = Code("ignored path")
        /// A file `.dbconvergeignore` is too large, not UTF-8 or no file.
        public static let unfitIgnoreFile = Code("unfit ignore file")
        /// A symbolic link is at the path, on the way to it or below it.
        public static let symbolicLink = Code("symbolic link")
        /// A submodule is at the path, on the way to it or below it.
        public static let submodule = Code("submodule")
        /// A name at or below the path is not UTF-8, or has control characters.
        public static let unfitName = Code("unfit name")
        /// A file, or what is below the path, exceeds a limit.
        public static let tooLarge = Code("too large")
        /// The clone is partial, and an object that is needed has not been fetched.
        public static let notFetched = Code("not fetched")
        /// An object is not what its id says, or reading crashed, did not end or needed too much.
        public static let damaged = Code("damaged")
        /// The task that was reading has been cancelled.
        public static let cancelled = Code("cancelled")
        /// The repository is damaged, or in a format that libgit2 cannot read.
        public static let unreadable = Code("unreadable")
    }

    /// What kind of error it is.
    public let code: Code
    /// What is wrong, and where.
    public let message: String
    /// What to do about it.
    public let hint: String
    /// libgit2's own code, when it is libgit2 that failed.
    public let underlying: Int32?

    init(_ code: Code, _ message: String, hint: String, underlying: Int32? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
        self.underlying = underlying
    }
}

extension GitSourceError.Code: CustomStringConvertible {
    /// The code in words.
    public var description: String { name }
}

extension GitSourceError: CustomStringConvertible {
    /// The message and the hint, a line each.
    public var description: String { "\(message)\nhint: \(hint)" }
}
