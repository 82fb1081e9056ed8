import Fleet

@testable import Planning

/// A rule that is broken on purpose, and the invariants that may notice.
struct Mutation: Sendable {
    var name: String
    var planner: Planner
    var rules: [String]

    /// Not among them is what does no harm alone, because another rule stands behind it: the loss of 'in sync',
    /// 'presence', 'downgrade' or 'known offer'.
    static let all: [Mutation] = [
        Mutation(
            without: "in flight", "nothing is asked for twice", "never more than maxUnavailable", "every run ends"),
        Mutation(without: "suspension", "what is suspended is left alone"),
        Mutation(
            without: "failures", "a failed instance is left alone for a while",
            "the failure budget stops the rollout", "every run ends"),
        Mutation(without: "wave", "waves in their order", "waves soak"),
        Mutation(without: "idleness", "nothing is asked for twice", "never more than maxUnavailable"),
        Mutation(without: "schedule", "nothing outside the windows", "nothing in a freeze"),
        Mutation(without: "maintenance", "nothing is scheduled into a freeze"),
        Mutation(without: "health", "only what is healthy"),
        Mutation(without: "precheck", "only what passed its pre-check lately"),
        Mutation(without: "freshness", "the offer was read just before"),
        Mutation("the wave does not soak", replacing: "wave", "waves soak") { subject, situation in
            var situation = situation
            for index in situation.fleet.rollout.waves.indices {
                situation.fleet.rollout.waves[index].soak = .zero
            }
            let waves = Waves(situation)
            return original("wave")?.decide(
                Guard.Subject(desired: subject.desired, observed: subject.observed, waves: waves), situation
            )
        },
        Mutation(
            "the budget is never spent", replacing: "failures", "the failure budget stops the rollout"
        ) {
            subject, situation in
            var situation = situation
            situation.fleet.rollout.failureBudget = .percent(100)
            return original("failures")?.decide(subject, situation)
        },
        Mutation(
            "in flight only where a job shows", replacing: "in flight", "nothing is asked for twice"
        ) {
            subject, situation in
            situation.observation.inFlight[subject.desired.id] != nil
                ? .wait(Reason(.upgrading, "")) : nil
        },
        Mutation(
            "an offer beyond the declared is taken", replacing: "offer",
            "nothing beyond or beside the declared",
            "only upward, from what runs"
        ) { subject, situation in
            guard let offer = situation.offers[subject.desired.id] else {
                return .wait(Reason(.offerNotRead, ""))
            }
            return offer.offered == nil ? .hold(Reason(.notOffered, "")) : nil
        },
        Mutation("any stop is taken", replacing: "offer", "nothing beyond or beside the declared") {
            subject, situation in
            guard let offered = situation.offers[subject.desired.id]?.offered,
                offered < subject.desired.version
            else {
                return original("offer")?.decide(subject, situation)
            }
            return nil
        },
        Mutation(without: "confirmation", "never again in the band", "a failed instance is left alone for a while"),
        Mutation(
            "lost answers are no failure", replacing: "failures", "no third request after two lost answers"
        ) { subject, situation in
            var situation = situation
            situation.history.failures = situation.history.failures.mapValues { failures in
                failures.filter { $0.reason.code != .unanswered }
            }
            return original("failures")?.decide(subject, situation)
        },
        Mutation(
            "a refused batch is held as a whole", replacing: "failures", "what can get there gets there"
        ) { subject, situation in
            guard situation.memory.suspects[subject.desired.id] == nil else { return .hold(Reason(.refused, "")) }
            return original("failures")?.decide(subject, situation)
        },
        Mutation("maxChanges is not kept to", "no run goes beyond maxChanges") {
            $0.limitsChanges = false
        },
    ]

    private static func original(_ name: String) -> Guard? { Guard.all.first { $0.name == name } }

    private init(_ name: String, _ rules: String..., change: (inout Planner) -> Void) {
        (self.name, self.rules, planner) = (name, rules, Planner())
        change(&planner)
    }

    private init(without rule: String, _ rules: String...) {
        (name, self.rules) = ("without the rule '\(rule)'", rules)
        planner = Planner(
            guards: Guard.all.filter { $0.name != rule && !($0.name == "known offer" && rule == "offer") }
        )
    }

    private init(
        _ name: String, replacing rule: String, _ rules: String...,
        with decide: @escaping @Sendable (Guard.Subject, Situation) -> Action?
    ) {
        (self.name, self.rules) = (name, rules)
        let guards = Guard.all.filter { !($0.name == "known offer" && rule == "offer") }
        planner = Planner(guards: guards.map { $0.name == rule ? Guard(rule, decide) : $0 })
    }
}
