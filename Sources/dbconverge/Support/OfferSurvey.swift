import Fleet
import Manifest
import Reconciler

/// What the cloud says of instances that could be declared higher.
struct OfferSurvey {
    /// Where each chosen instance could go.
    var standings: [InstanceID: RaiseStanding] = [:]
    /// The names of the instances in the cloud.
    var names: [InstanceID: String] = [:]
    /// The fleets whose cloud could not be read.
    var failures: [(fleet: String, message: String)] = []

    /// Reads the list of each location, and the offer of each chosen instance that is not suspended (`API.md` §1).
    static func read(
        _ fleets: [DesiredFleet], chosen: Set<InstanceID>, rule: RaiseRule, _ access: CloudAccess
    ) async -> OfferSurvey {
        let locations = Dictionary(grouping: fleets, by: \.location).values
        var survey = await withTaskGroup(of: OfferSurvey.self) { group in
            for fleets in locations { group.addTask { await read(at: fleets, chosen, rule, access) } }
            return await group.reduce(into: OfferSurvey()) { whole, part in
                whole.standings.merge(part.standings) { $1 }
                whole.names.merge(part.names) { $1 }
                whole.failures += part.failures
            }
        }
        survey.failures.sort { $0.fleet < $1.fleet }
        return survey
    }

    /// Of fleets that share a location.
    private static func read(
        at fleets: [DesiredFleet], _ chosen: Set<InstanceID>, _ rule: RaiseRule, _ access: CloudAccess
    ) async -> OfferSurvey {
        var survey = OfferSurvey()
        do {
            guard let location = fleets.first?.location else { return survey }
            let cloud = try await access.client(for: location).cloud
            let listed = try await Dictionary(
                cloud.instances().map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
            let declared = fleets.flatMap { fleet in fleet.instances.map { ($0, fleet.suspend || $0.suspend) } }
                .filter { chosen.contains($0.0.id) }
            let asked = declared.filter { listed[$0.0.id] != nil && !$0.1 }.map(\.0.id)
            let offers = try await cloud.offers(for: asked)
            for (instance, isSuspended) in declared {
                let offer = offers[instance.id].map { $0.mapError { RaiseRule.Unreadable("\($0)") } }
                survey.standings[instance.id] = rule.standing(
                    of: instance, isSuspended: isSuspended, observed: listed[instance.id], offer: offer)
            }
            for fleet in fleets {
                for id in fleet.instances.lazy.map(\.id) { survey.names[id] = listed[id]?.name }
            }
        } catch {
            survey.failures = fleets.map { ($0.name, "\(error)") }
        }
        return survey
    }
}
