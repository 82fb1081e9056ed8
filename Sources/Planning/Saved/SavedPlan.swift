public import Fleet
public import FoundationEssentials

/// A plan that is kept, to be reviewed and then applied: what it lists, and all that it rests on. It names instances
/// and holds no secret.
public struct SavedPlan: Hashable, Sendable, Codable {
    /// What tells a saved plan from other documents.
    public static let kind = "dbconverge-plan"
    /// The version of the shape; it changes with every key.
    public static let currentSchemaVersion = 2

    /// `SavedPlan.kind`.
    public var kind = SavedPlan.kind
    /// The shape that this one has.
    public var schemaVersion = SavedPlan.currentSchemaVersion
    /// The version of the program that made it: another may decide otherwise.
    public var toolVersion: String
    /// When it was made, in whole seconds.
    public var madeAt: Date
    /// Whose manifests it carries out.
    public var source: Source
    /// The settings of the run that it is about.
    public var settings: Settings
    /// The fleets, by name.
    public var fleets: [SavedFleet]

    /// The manifests of a plan.
    public struct Source: Hashable, Sendable, Codable {
        /// The ref as it was given.
        public var ref: String
        /// The commit as `ref@oid`, as plans print it.
        public var revision: String
        /// The commit's whole object id.
        public var commit: String
        /// The folders and files in the repository; empty: all of it.
        public var paths: [String]
        /// The fleets that were chosen, by name; empty: all of them.
        public var chosenFleets: [String]
        /// The selector by which fleets were chosen, as it was given; nil: none was.
        public var selector: String?

        /// A source.
        public init(
            ref: String, revision: String, commit: String, paths: [String], chosenFleets: [String],
            selector: String? = nil
        ) {
            (self.ref, self.revision, self.commit, self.paths) = (ref, revision, commit, paths.sorted())
            (self.chosenFleets, self.selector) = (chosenFleets.sorted(), selector)
        }
    }

    /// The settings that decide what a run does.
    public struct Settings: Hashable, Sendable, Codable {
        /// `--poll-interval`.
        public var pollMilliseconds: Int64
        /// `--settle-time`.
        public var settleMilliseconds: Int64
        /// `--allow-changes`; nil: the rollout's `maxChanges`.
        public var allowedChanges: Int?

        /// Those of a run.
        public init(_ settings: Rollout.Settings) {
            pollMilliseconds = settings.pollInterval.milliseconds
            settleMilliseconds = settings.settleTime.milliseconds
            allowedChanges = settings.allowedChanges
        }
    }

    /// A plan that is saved; `madeAt` loses what is less than a second.
    public init(toolVersion: String, madeAt: Date, source: Source, settings: Settings, fleets: [SavedFleet]) {
        self.toolVersion = toolVersion
        self.madeAt = Date(timeIntervalSince1970: madeAt.timeIntervalSince1970.rounded(.down))
        self.source = source
        self.settings = settings
        self.fleets = fleets.sorted { $0.fleet < $1.fleet }
    }
}

/// The part of a saved plan that is about one fleet.
public struct SavedFleet: Hashable, Sendable, Codable {
    /// The fleet's name.
    public var fleet: String
    /// Its region.
    public var region: String
    /// Its project's id, which stands for the account too: a project belongs to one.
    public var project: ProjectID
    /// The API's address; nil until the caller, who knows it, sets it.
    public var endpoint: String?
    /// What is declared of the fleet and its rollout, a line for each part.
    public var declaration: [String]
    /// Whether the journal knew the fleet before.
    public var isKnown: Bool
    /// The pause of the fleet, in words; nil: it is not paused.
    public var paused: String?
    /// What is remembered of the fleet as a whole and of others that stop it, a line for each part.
    public var remembered: [String]
    /// Every declared instance, by id.
    public var instances: [SavedInstance]
    /// The upgrades that the plan lists, by instance. Only these are permitted.
    public var upgrades: [SavedUpgrade]
    /// The cancellations that the plan lists, by instance.
    public var cancellations: [SavedCancellation]
    /// The instances whose pre-checks the plan lists.
    public var prechecks: [InstanceID]
}

/// What a plan rests on of one declared instance.
public struct SavedInstance: Hashable, Sendable, Codable {
    /// Its id.
    public var id: InstanceID
    /// The declared version.
    public var declared: KernelVersion
    /// The declared stops, in their order.
    public var via: [KernelVersion]
    /// The declared name; nil: none is.
    public var declaredName: String?
    /// Its wave; nil: none takes it.
    public var wave: String?
    /// Whether its manifest suspends it.
    public var suspended: Bool
    /// Its name in the cloud; nil where the cloud does not list it.
    public var name: String?
    /// The version that runs, in the cloud's text.
    public var current: String?
    /// Its status, in the cloud's word.
    public var status: String?
    /// The upgrade of it that is in flight: its phase and its job's id; nil: none is.
    public var inFlight: String?
    /// What was offered; nil: nothing, or it was not asked.
    public var offered: KernelVersion?
    /// Its maintenance window; nil where that does not matter.
    public var maintenanceWindow: String?
    /// What is remembered of it, a line for each part: requests, failures, acknowledgements.
    public var remembered: [String]
}

/// An upgrade that a plan lists.
public struct SavedUpgrade: Hashable, Sendable, Codable {
    /// The instance.
    public var instance: InstanceID
    /// The version that it runs.
    public var from: KernelVersion
    /// The version on which it lands.
    public var target: KernelVersion
}

/// A cancellation that a plan lists.
public struct SavedCancellation: Hashable, Sendable, Codable {
    /// The instance.
    public var instance: InstanceID
    /// The job of its scheduled upgrade.
    public var job: String
}

extension Duration {
    var milliseconds: Int64 { Int64(self / .milliseconds(1)) }
}
