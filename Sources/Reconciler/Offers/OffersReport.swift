public import Fleet

/// What is offered to the instances of fleets and to those in no fleet, and what could not be read.
public struct OffersReport: Sendable {
    /// The instances of each fleet, in the order of the fleets' names, then those in no fleet, by location.
    public var groups: [OfferGroup]
    /// The fleets and locations that could not be read, with what went wrong.
    public var failures: [PlanReport.Failure]
    /// How many version queries were made, one an instance; retries are not counted.
    public var calls: Int

    /// A report.
    public init(groups: [OfferGroup], failures: [PlanReport.Failure] = [], calls: Int) {
        (self.groups, self.failures, self.calls) = (groups, failures, calls)
    }

    /// Whether every fleet and every offer could be read.
    public var isComplete: Bool {
        failures.isEmpty
            && !groups.contains { group in
                group.instances.contains { if case .unreadable = $0.reading { true } else { false } }
            }
    }

    /// Without the instances to which nothing is offered; those whose offer could not be read stay.
    public var onlyAvailable: OffersReport {
        var report = self
        for index in report.groups.indices {
            report.groups[index].instances.removeAll { $0.reading == .nothing || $0.reading == .missing }
        }
        return report
    }
}

/// What is offered to the instances of one fleet, or to those of one location that are in none.
public struct OfferGroup: Hashable, Sendable {
    /// The fleet's name; nil: these are in no fleet.
    public var fleet: String?
    /// Where they are.
    public var region: String
    /// Their project's id.
    public var project: ProjectID
    /// The instances, by id.
    public var instances: [InstanceOffer]

    /// A group.
    public init(fleet: String?, region: String, project: ProjectID, instances: [InstanceOffer]) {
        (self.fleet, self.region, self.project, self.instances) = (fleet, region, project, instances)
    }
}

/// What an instance runs, is offered and is declared at.
public struct InstanceOffer: Hashable, Sendable {
    /// Its id.
    public var id: InstanceID
    /// Its name in the cloud, else the declared one; nil where neither is known.
    public var name: String?
    /// The version that it runs, in the cloud's own text; nil where the cloud does not list it.
    public var current: String?
    /// The version that is declared; nil: it is in no fleet.
    public var declared: KernelVersion?
    /// What is offered to it.
    public var reading: Reading

    /// What came of the version query (`API.md` §1).
    public enum Reading: Hashable, Sendable {
        /// An upgrade requested now would land on this version.
        case offered(KernelVersion)
        /// Nothing is offered.
        case nothing
        /// It is declared and not in the cloud, so that nothing was asked.
        case missing
        /// The offer could not be read, for this reason.
        case unreadable(String)
    }

    /// An instance.
    public init(id: InstanceID, name: String?, current: String?, declared: KernelVersion?, reading: Reading) {
        (self.id, self.name, self.current) = (id, name, current)
        (self.declared, self.reading) = (declared, reading)
    }
}
