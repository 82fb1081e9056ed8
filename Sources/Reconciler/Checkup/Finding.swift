/// What a check-up found out about one thing.
public struct Finding: Hashable, Sendable, Encodable {
    /// What was checked.
    public var check: Check
    /// Which one of several, such as a fleet's index; nil where there is only one.
    public var subject: String?
    /// How it stands.
    public var verdict: Verdict
    /// What was found, in a line.
    public var message: String
    /// What to do about it; nil where nothing is to be done.
    public var hint: String?

    /// A finding.
    public init(
        _ check: Check, of subject: String? = nil, _ verdict: Verdict, _ message: String, hint: String? = nil
    ) {
        (self.check, self.subject, self.verdict, self.message, self.hint) = (check, subject, verdict, message, hint)
    }

    /// The things that are checked, in the order in which each needs those before it.
    public enum Check: String, Hashable, Sendable, Encodable, CaseIterable {
        /// The configuration file.
        case config
        /// The git repository and the revision.
        case repository
        /// Whether the revision is signed, where it has to be.
        case signature
        /// What the manifests of the revision declare.
        case manifests
        /// The journal and its directory.
        case journal
        /// The servers that checks of manifests name.
        case checks
        /// Where credentials come from, never what they are.
        case credentials
        /// Whether the API answers.
        case endpoint
        /// Whether this machine's clock and the cloud's agree; signatures need it (`API.md` §4).
        case clock
        /// Whether the calls that only read are allowed (`API.md` §4).
        case rights
        /// Whether what is declared is there.
        case instances
    }

    /// How a thing stands.
    public enum Verdict: String, Hashable, Sendable, Encodable {
        /// It is well.
        case ok
        /// It works, and a person should know something.
        case warning
        /// It does not work.
        case failed
        /// It was not checked, because something before it failed or checking would change something.
        case skipped
    }
}
