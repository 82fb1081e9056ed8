public import Fleet

/// Where an instance could be declared to go.
public enum RaiseStanding: Hashable, Sendable {
    /// To this version, above the declared one.
    case target(KernelVersion)
    /// Wherever those go that share its declaration: it has no part in the decision, for this reason.
    case follows(String)
    /// Nowhere, for this reason. `isNews`: people should hear of it also where no other instance is concerned.
    case stays(String, isNews: Bool = true)
}

/// Decides where an instance could be declared to go, by what the cloud says of it.
public struct RaiseRule: Sendable {
    /// The highest version to declare; nil: what is offered.
    public var limit: KernelVersion?

    /// A rule.
    public init(limit: KernelVersion? = nil) { self.limit = limit }

    /// Where an instance could go. Never below what is declared.
    ///
    /// - Parameters:
    ///   - instance: what is declared for it.
    ///   - isSuspended: whether it or its fleet is suspended.
    ///   - observed: what the list says of it; nil where the cloud does not have it.
    ///   - offer: the reading of its offer, or why it could not be read; nil where it was not asked for.
    public func standing(
        of instance: DesiredInstance, isSuspended: Bool, observed: ObservedInstance?, offer: Result<Offer, Unreadable>?
    ) -> RaiseStanding {
        if isSuspended { return .follows("it is suspended") }
        guard let observed else { return .stays("the cloud does not have it") }
        switch offer {
        case nil: return .stays("its offer was not read")
        case .failure(let problem): return .stays("its offer could not be read: \(problem.message)")
        case .success(let offer):
            let current = offer.current ?? observed.current
            guard let offered = offer.offered, offered != current else { return withoutOffer(instance, current) }
            return withOffer(instance, offered)
        }
    }

    /// Why an offer could not be read.
    public struct Unreadable: Error, Hashable, Sendable {
        /// What the cloud said.
        public var message: String
        /// A reason.
        public init(_ message: String) { self.message = message }
    }

    private func withoutOffer(_ instance: DesiredInstance, _ current: KernelVersion?) -> RaiseStanding {
        guard let current else { return .stays("what it runs is no version, and nothing is offered") }
        if current > instance.version { return limited(instance, current, "it runs \(current)") }
        if current == instance.version {
            return .stays("it runs \(current), and nothing newer is offered", isNews: false)
        }
        return .stays("it runs \(current), below what is declared, and nothing is offered")
    }

    private func withOffer(_ instance: DesiredInstance, _ offered: KernelVersion) -> RaiseStanding {
        if offered > instance.version { return limited(instance, offered, "it is offered \(offered)") }
        if offered == instance.version { return .stays("it is offered what is declared, \(offered)", isNews: false) }
        if instance.via.contains(offered) { return .follows("it is offered the stop \(offered) first") }
        return .stays("it is offered \(offered), below what is declared")
    }

    private func limited(_ instance: DesiredInstance, _ version: KernelVersion, _ why: String) -> RaiseStanding {
        guard let limit, version > limit else { return .target(version) }
        return .stays("\(why), above \(limit), the highest asked for", isNews: instance.version < limit)
    }
}
