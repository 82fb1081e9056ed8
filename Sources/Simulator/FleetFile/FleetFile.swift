public import CloudModel
public import FoundationEssentials

/// What a simulated cloud holds and how it behaves: the JSON of `--fleet FILE`. All but the instances has defaults.
///
///     {"seed": 1, "region": "cn-north-4", "projectID": "054e292c9880d4992f02c0196d3ea468",
///      "credentials": {"accessKey": "…", "secretKey": "…", "securityToken": "…", "user": "…", "password": "…",
///                      "domain": "…"},
///      "upgradeSeconds": [900, 1200], "jobVisibilitySeconds": 5, "failureRate": 0, "precheckSeconds": 0,
///      "precheckPublished": true, "precheckMissing": "notFound", "jobOffset": "pages", "batchRefusal": "whole",
///      "refusalNamesInstance": true, "statusDuringUpgrade": "MODIFYING", "tokenSeconds": 86400, "faults": {"drop-after": "5%", "list-lag": "2s"},
///      "instances": [{"id": "6754902da1f447269c6979b0590102a5in07", "name": "orders-0001",
///                     "version": "2.0.72.260100", "offers": ["2.0.75.260400", "2.0.78.260700"], "nodes": 2,
///                     "status": "normal", "tags": {"env": "prod"}, "maintenanceWindow": "18:00-22:00",
///                     "failsPrecheck": false, "refuses": "DBS.280449"}]}
public struct FleetFile: Hashable, Sendable {
    /// The project of a fleet that names none.
    public static let defaultProjectID = "054e292c9880d4992f02c0196d3ea468"

    /// Seeds durations, failures and identifiers. Default 1.
    public var seed: UInt64
    /// The region's name, which is also the project's. Default `cn-north-4`.
    public var region: String
    /// The project, 32 letters and digits. Default `054e292c9880d4992f02c0196d3ea468`.
    public var projectID: String
    /// What callers must have.
    public var credentials: Credentials
    /// How the cloud behaves.
    public var settings: SimulatedSettings
    /// What goes wrong. Default nothing.
    public var faults = Faults.none
    /// The instances, each id once, in the order of the list call.
    public var instances: [CloudInstance]

    /// A fleet; whatever is left out has its default.
    public init(
        seed: UInt64 = 1, region: String = "cn-north-4", projectID: String = FleetFile.defaultProjectID,
        credentials: Credentials = Credentials(), settings: SimulatedSettings = SimulatedSettings(),
        instances: [CloudInstance]
    ) {
        self.seed = seed
        self.region = region
        self.projectID = projectID
        self.credentials = credentials
        self.settings = settings
        self.instances = instances
    }

    /// What callers must have to be let in (`API.md` §4). The defaults are public.
    public struct Credentials: Hashable, Sendable {
        /// The access key (AK). Default `SIMULATORACCESSKEY`.
        public var accessKey: String
        /// The secret key (SK). Default `simulator-secret-key`.
        public var secretKey: String
        /// The security token of temporary credentials; nil: they are permanent.
        public var securityToken: String?
        /// The login's user. Default `simulator`.
        public var user: String
        /// The login's password. Default `simulator-password`.
        public var password: String
        /// The login's account. Default `simulator-domain`.
        public var domain: String

        /// Credentials; whatever is left out has its default.
        public init(
            accessKey: String = "SIMULATORACCESSKEY", secretKey: String = "simulator-secret-key",
            securityToken: String? = nil, user: String = "simulator", password: String = "simulator-password",
            domain: String = "simulator-domain"
        ) {
            self.accessKey = accessKey
            self.secretKey = secretKey
            self.securityToken = securityToken
            self.user = user
            self.password = password
            self.domain = domain
        }
    }
}

extension ModeledCloud {
    /// The cloud that a fleet's description declares, as it stands at `now`.
    public init(_ fleet: FleetFile, now: Date) {
        self.init(
            projectID: fleet.projectID, region: fleet.region, seed: fleet.seed, settings: fleet.settings,
            instances: fleet.instances, now: now)
    }
}
