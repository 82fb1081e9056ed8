extension CloudError.Code {
    private init(_ name: String, _ disposition: Disposition, _ hint: String) {
        (self.description, self.disposition, self.hint) = (name, disposition, hint)
    }

    /// No connection came about.
    public static let unreachable = Self(
        "unreachable", .retry, "check the endpoint's host and port, the name service and the network")
    /// The connection came about, but not TLS.
    public static let tls = Self(
        "tls", .fail, "check that the endpoint's port speaks TLS and that this system trusts its certificate")
    /// No whole answer came in time.
    public static let timedOut = Self("timedOut", .retry, "try again later")
    /// The connection broke off, or the call was canceled on its way.
    public static let interrupted = Self("interrupted", .retry, "try again; when it persists, check the network")
    /// The credentials were refused. Nothing more is sent with them.
    public static let unauthorized = Self(
        "unauthorized", .fail,
        "check the credentials and this machine's clock; nothing more is sent with them, since more failures lock them")
    /// The token was good and has expired. The call was not acted on; the next one takes a fresh token.
    public static let tokenExpired = Self("tokenExpired", .retry, "try again; the next call logs in anew")
    /// The credentials are good, but this is not allowed.
    public static let forbidden = Self(
        "forbidden", .fail,
        "grant the caller gaussdbformysql:instance:list, :instance:get, :instance:upgrade, :task:list and :task:delete")
    /// The gateway's rate limit was reached.
    public static let throttled = Self("throttled", .retry, "slow down and try again")
    /// The call could leave only after the time until which it may, and was not sent.
    public static let tooLate = Self("tooLate", .wait, "nothing is to be done: it is made again when it may be")
    /// The cloud calls the request itself faulty.
    public static let refused = Self("refused", .fail, "the request is at fault; report it with this message")
    /// No such instance, project or path, or no permission to see it.
    public static let notFound = Self(
        "notFound", .hold, "check the id, the project, the region and the caller's permissions")
    /// A region's name leads to no project, or to several.
    public static let projectNotFound = Self(
        "projectNotFound", .hold,
        "write the project's id in place of 'projectID: auto', or check the credentials' account")
    /// Another operation is in progress, or the instance is not fit for now.
    public static let busy = Self("busy", .wait, "wait until it is free")
    /// The log truncation threshold is exceeded.
    public static let offPeak = Self("offPeak", .wait, "try again off-peak")
    /// Storage full or frozen.
    public static let needsAPerson = Self("needsAPerson", .hold, "a person has to look after the instance")
    /// The instance runs the latest version already.
    public static let alreadyLatest = Self("alreadyLatest", .wait, "read its version again; nothing is to be done")
    /// The call is not published in this region.
    public static let notPublished = Self("notPublished", .fail, "this region does not have the call")
    /// A fault on the cloud's side.
    public static let server = Self("server", .retry, "try again later")
    /// What came is not what the call answers with.
    public static let unexpectedAnswer = Self(
        "unexpectedAnswer", .fail, "check that the endpoint is the API's and not a proxy or a web page")
    /// The answer is over the limit.
    public static let tooLarge = Self("tooLarge", .fail, "check that the endpoint is the API's")
    /// The call was not made, because its arguments make none.
    public static let invalidRequest = Self(
        "invalidRequest", .fail, "this is a fault of the program; report it with this message")
}
