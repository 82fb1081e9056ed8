public import Fleet

/// A scheduled upgrade of an instance that its fleet declares no more: a run cancels it.
public struct PlannedCancellation: Hashable, Sendable, Codable {
    /// The instance.
    public var instance: InstanceID
    /// Its name in the cloud; nil where the cloud does not list it.
    public var name: String?
    /// The job that is canceled.
    public var job: String
    /// Why.
    public var message: String

    /// A cancellation.
    public init(instance: InstanceID, name: String?, job: String, message: String) {
        (self.instance, self.name, self.job, self.message) = (instance, name, job, message)
    }
}

extension DesiredFleet {
    /// Why the manifest wants a scheduled upgrade no more; nil: it does.
    func revocation(of submission: Submission, _ desired: DesiredInstance?) -> String? {
        guard let desired else { return "it is declared no more" }
        if desired.suspend || isSuspended { return "it is suspended" }
        return desired.version == submission.declared ? nil : "\(desired.version) is declared now"
    }
}

extension Situation {
    /// Whether a scheduled upgrade of ours is to be canceled.
    enum Decision {
        case no
        /// What is offered has to be read to know.
        case unread
        case yes(String, isFrozen: Bool = false)
    }

    func cancellation(of submission: Submission, _ job: UpgradeJob, _ desired: DesiredInstance?) -> Decision {
        if let why = fleet.revocation(of: submission, desired) { return .yes(why) }
        guard let desired else { return .no }
        if let pause, pause.cancelsScheduled { return .yes(pause.sentence.text) }
        if let current = observation.instances[desired.id]?.current, current >= desired.version {
            return .yes("it runs \(current) already")
        }
        if let freeze = job.window.flatMap(fleet.rollout.freeze(overlapping:)) {
            return .yes("its window is frozen now\(freeze.why)", isFrozen: true)
        }
        // Once a run is enough, and an offer that cannot be read is no reason.
        guard let offer = offers[desired.id] else { return offers.failure(of: desired.id) == nil ? .unread : .no }
        guard let offered = offer.offered, offered != desired.version, !desired.via.contains(offered) else {
            return .no
        }
        return .yes("it would land on \(offered), which is not declared")
    }

    /// What is known of our scheduled upgrades: of which instances, by which jobs, and whether a run cancels them.
    func cancellations() -> [InstanceID: (job: String, decision: Decision)] {
        // From what is scheduled, which is less than what is requested.
        let scheduled = observation.scheduled.keys.compactMap { id in
            fleetState.submissions[id].flatMap { submission in
                submission.job(of: id, in: observation).flatMap {
                    $0.phase == .scheduled && !memory.cancellations.refused.contains(id) ? (id, submission, $0) : nil
                }
            }
        }
        // A run asks at every step, and mostly nothing is scheduled.
        guard !scheduled.isEmpty else { return [:] }
        let declared = Dictionary(uniqueKeysWithValues: fleet.instances.map { ($0.id, $0) })
        return Dictionary(
            uniqueKeysWithValues: scheduled.map { id, submission, job in
                (id, (job.id, cancellation(of: submission, job, declared[id])))
            })
    }
}
