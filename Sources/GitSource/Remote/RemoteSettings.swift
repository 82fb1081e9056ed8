/// How a remote repository is fetched.
public struct RemoteSettings: Sendable, Hashable {
    /// How long one fetch may take in all, waiting for another process's included.
    public var fetchTimeout: Duration
    /// How old the last fetch of the same ref may be to be read all the same when the server cannot be reached; nil:
    /// that is an error.
    public var allowedAge: Duration?
    /// Where the mirrors are; nil: in the user's cache.
    var cache: String?

    /// 60 s, and nothing old.
    public init(fetchTimeout: Duration = .seconds(60), allowedAge: Duration? = nil) {
        (self.fetchTimeout, self.allowedAge) = (fetchTimeout, allowedAge)
    }
}
