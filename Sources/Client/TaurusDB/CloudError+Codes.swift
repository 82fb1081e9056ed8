extension CloudError {
    /// A kind of failure.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        /// The codes behind the opaque type, so that `all` lacks none.
        private enum Name: String, CaseIterable {
            case unreachable, tls, timedOut, interrupted, unauthorized, tokenExpired, forbidden, throttled,
                tooLate, refused, notFound, projectNotFound, busy, offPeak, needsAPerson, alreadyLatest,
                notPublished, server, unexpectedAnswer, tooLarge, invalidRequest
        }

        private let name: Name

        private init(_ name: Name) { self.name = name }

        /// Every code.
        public static let all = Name.allCases.map { Code($0) }

        /// The code's name.
        public var description: String { name.rawValue }

        /// No connection came about.
        public static let unreachable = Self(.unreachable)
        /// The connection came about, but not TLS.
        public static let tls = Self(.tls)
        /// No whole answer came in time.
        public static let timedOut = Self(.timedOut)
        /// The connection broke off, or the call was canceled on its way.
        public static let interrupted = Self(.interrupted)
        /// The credentials were refused. Nothing more is sent with them.
        public static let unauthorized = Self(.unauthorized)
        /// The token was good and has expired. The call was not acted on; the next one takes a fresh token.
        public static let tokenExpired = Self(.tokenExpired)
        /// The credentials are good, but this is not allowed.
        public static let forbidden = Self(.forbidden)
        /// The gateway's rate limit was reached.
        public static let throttled = Self(.throttled)
        /// The call could be sent only after its deadline, and was not sent.
        public static let tooLate = Self(.tooLate)
        /// The cloud calls the request itself faulty.
        public static let refused = Self(.refused)
        /// No such instance, project or path, or no permission to see it.
        public static let notFound = Self(.notFound)
        /// A region's name leads to no project, or to several.
        public static let projectNotFound = Self(.projectNotFound)
        /// Another operation is in progress, or the instance is not fit for now.
        public static let busy = Self(.busy)
        /// The log truncation threshold is exceeded.
        public static let offPeak = Self(.offPeak)
        /// Storage full or frozen.
        public static let needsAPerson = Self(.needsAPerson)
        /// The instance runs the latest version already.
        public static let alreadyLatest = Self(.alreadyLatest)
        /// The call is not published in this region.
        public static let notPublished = Self(.notPublished)
        /// A fault on the cloud's side.
        public static let server = Self(.server)
        /// The answer is not of the call's kind.
        public static let unexpectedAnswer = Self(.unexpectedAnswer)
        /// The answer is over the limit.
        public static let tooLarge = Self(.tooLarge)
        /// The call was not made, because its arguments make none.
        public static let invalidRequest = Self(.invalidRequest)

        var disposition: Disposition {
            switch name {
            case .unreachable, .timedOut, .interrupted, .tokenExpired, .throttled, .server: .retry
            case .tls, .unauthorized, .forbidden, .refused, .notPublished, .unexpectedAnswer, .tooLarge,
                .invalidRequest:
                .fail
            case .tooLate, .busy, .offPeak, .alreadyLatest: .wait
            case .notFound, .projectNotFound, .needsAPerson: .hold
            }
        }

        var hint: String {
            switch name {
            case .unreachable: "check the endpoint's host and port, the name service and the network"
            case .tls: "check that the endpoint's port speaks TLS and that this system trusts its certificate"
            case .timedOut: "try again later"
            case .interrupted: "try again; when it persists, check the network"
            case .unauthorized:
                "check the credentials and this machine's clock; nothing more is sent with them, since more failures lock them"
            case .tokenExpired: "try again; the next call logs in anew"
            case .forbidden:
                "grant the caller gaussdbformysql:instance:list, :instance:get, :instance:upgrade, :task:list and :task:delete; examples/iam has policies for it, also of version 1.1"
            case .throttled: "slow down and try again"
            case .tooLate: "nothing is to be done: it is made again when it may be"
            case .refused: "the request is at fault; report it with this message"
            case .notFound: "check the id, the project, the region and the caller's permissions"
            case .projectNotFound:
                "write the project's id in place of 'projectID: auto', or check the credentials' account"
            case .busy: "wait until it is free"
            case .offPeak: "try again off-peak"
            case .needsAPerson: "a person has to look after the instance"
            case .alreadyLatest: "read its version again; nothing is to be done"
            case .notPublished: "this region does not have the call"
            case .server: "try again later"
            case .unexpectedAnswer: "check that the endpoint is the API's and not a proxy or a web page"
            case .tooLarge: "check that the endpoint is the API's"
            case .invalidRequest: "this is a fault of the program; report it with this message"
            }
        }
    }
}
