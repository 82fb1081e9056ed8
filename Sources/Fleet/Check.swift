/// A question about the applications on a wave, asked while it soaks: does what runs there also work?
public struct Check: Hashable, Sendable {
    /// Its name, unique in its list.
    public var name: String
    /// What is asked, and of which server.
    public var probe: Probe
    /// How long to wait between two evaluations.
    public var interval: Duration
    /// An evaluation that takes longer is inconclusive.
    public var timeout: Duration
    /// More failed evaluations than this are a failed check, 0 to `maximumCount`.
    public var failureLimit: Int
    /// How many evaluations must have passed, 1 to `maximumCount`.
    public var required: Int
    /// Whether it decides anything.
    public var mode: Mode

    /// The most checks of one list.
    public static let maximumPerList = 20
    /// The most evaluations that `required` and `failureLimit` can ask for.
    public static let maximumCount = 1000

    /// A check.
    public init(
        name: String, probe: Probe, interval: Duration = .seconds(300), timeout: Duration = .seconds(10),
        failureLimit: Int = 0, required: Int = 1, mode: Mode = .enforce
    ) {
        (self.name, self.probe, self.interval, self.timeout) = (name, probe, interval, timeout)
        (self.failureLimit, self.required, self.mode) = (failureLimit, required, mode)
    }

    /// What is asked.
    public enum Probe: Hashable, Sendable {
        /// A query of the Prometheus server of this name; every series of the answer must satisfy the expectation.
        case prometheus(server: String, query: QueryTemplate, expect: Expectation)
        /// A POST to the target of this name: 2xx passes, 409 fails.
        case webhook(target: String)
    }

    /// What its result decides.
    public enum Mode: String, Hashable, Sendable, Codable, CaseIterable {
        /// What comes after waits until it has passed.
        case enforce
        /// Nothing: it is evaluated, remembered and shown.
        case report
    }

    /// What tells evaluations of this check from those of an earlier one of its name, which asked something else or of
    /// other versions: they do not count. `versions`: those that are declared of what it is about.
    public func definition(at versions: some Sequence<KernelVersion>) -> String {
        let text =
            switch probe {
            case .prometheus(let server, let query, let expect): "prometheus\n\(server)\n\(query)\n\(expect)"
            case .webhook(let target): "webhook\n\(target)"
            }
        let declared = versions.sorted().map(\.description).joined(separator: " ")
        return String(StableHash.of("\(text)\n\(declared)"), radix: 16)
    }
}

/// Which check of a fleet is meant.
public struct CheckID: Hashable, Sendable, Comparable {
    /// The name of its wave; nil: it is about the fleet as a whole.
    public var wave: String?
    /// Whether it is evaluated before its wave begins, not while the wave soaks.
    public var isBefore: Bool
    /// Its name.
    public var name: String

    /// That check.
    public init(_ name: String, wave: String?, isBefore: Bool = false) {
        (self.name, self.wave, self.isBefore) = (name, wave, isBefore)
    }

    /// In the order of waves' names, with those of the fleet last.
    public static func < (left: CheckID, right: CheckID) -> Bool {
        if left.wave != right.wave { return right.wave.map { right in left.wave.map { $0 < right } ?? false } ?? true }
        if left.isBefore != right.isBefore { return left.isBefore }
        return left.name < right.name
    }
}

/// How one evaluation of a check came out.
public struct CheckResult: Hashable, Sendable {
    /// The kinds of result, as the journal and JSON spell them.
    public enum Outcome: String, Hashable, Sendable, Codable, CaseIterable {
        /// What was expected.
        case passed
        /// Not what was expected.
        case failed
        /// It could not be found out; it never counts as passed.
        case inconclusive
    }

    /// How it came out.
    public var outcome: Outcome
    /// The number that decided, as text; nil where there is none.
    public var value: String?
    /// What else is to be said of it; nil: nothing.
    public var message: String?

    /// A result.
    public init(_ outcome: Outcome, value: String? = nil, message: String? = nil) {
        (self.outcome, self.value, self.message) = (outcome, value, message)
    }
}

/// What a check is asked about: the instances of a wave or of a fleet that count.
public struct CheckSubject: Hashable, Sendable {
    /// The fleet's name.
    public var fleet: String
    /// The wave's name; nil: the whole fleet.
    public var wave: String?
    /// The instances, in the order of their ids.
    public var instances: [Instance]

    /// One of them.
    public struct Instance: Hashable, Sendable {
        /// Its id.
        public var id: InstanceID
        /// Its name in the cloud, else the declared one; nil where neither is known.
        public var name: String?
        /// Its labels, as they are declared.
        public var labels: [String: String]
        /// The version that it runs, in the cloud's own text; nil where the cloud does not list it.
        public var current: String?
        /// The version that is declared.
        public var declared: KernelVersion

        /// An instance.
        public init(
            id: InstanceID, name: String?, labels: [String: String] = [:], current: String?, declared: KernelVersion
        ) {
            (self.id, self.name, self.labels, self.current, self.declared) = (id, name, labels, current, declared)
        }
    }

    /// What is asked about.
    public init(fleet: String, wave: String?, instances: [Instance]) {
        (self.fleet, self.wave, self.instances) = (fleet, wave, instances)
    }
}

/// One evaluation that is due.
public struct CheckRequest: Hashable, Sendable {
    /// Which check it is.
    public var id: CheckID
    /// What is declared of it.
    public var check: Check
    /// Its definition at the versions that are declared of the subject.
    public var definition: String
    /// What it is asked about.
    public var subject: CheckSubject

    /// An evaluation.
    public init(id: CheckID, check: Check, definition: String, subject: CheckSubject) {
        (self.id, self.check, self.definition, self.subject) = (id, check, definition, subject)
    }
}
