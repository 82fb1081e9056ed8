import Fleet
import Planning

/// What a change declares differently, as JSON: a part of the answer of `plan`.
struct ChangeDocument: Encodable {
    private let ref: String
    /// The commit at which the ref stands, and the one at which the change left it; nil where that is not known.
    private let tip, base: String?
    /// Why nothing could be compared; nil: it was.
    private let problem: String?
    private let fleets: [Fleet]
    private let caused, pending: WorkTally?

    private struct Fleet: Encodable {
        var fleet, region: String
        var kind: String
        var settings: [SettingChange]
        var instances: [Instance]
    }

    private struct Instance: Encodable {
        var id: InstanceID
        var name: String?
        var before, after: DeclaredState?
        var current: String?
        /// Nil where it is not known, or where nothing is done because no fleet declares it.
        var action: String?
        var message: String
        var causesUpgrade: Bool
    }

    init(_ changes: PlanChanges) {
        (ref, tip, base) = (changes.base.ref, changes.base.tip, changes.base.oid)
        problem = changes.problem
        (caused, pending) = changes.problem == nil ? (changes.caused, changes.pending) : (nil, nil)
        fleets = changes.fleets.map { fleet in
            Fleet(
                fleet: fleet.change.fleet, region: fleet.change.region, kind: fleet.change.kind.rawValue,
                settings: fleet.change.settings,
                instances: fleet.instances.map { one in
                    Instance(
                        id: one.change.id, name: one.name, before: one.change.before, after: one.change.after,
                        current: one.current,
                        action: one.planned?.action.kind.rawValue
                            ?? (one.cancellation == nil ? nil : Action.Kind.cancel.rawValue),
                        message: one.planned?.explanation.text ?? one.fate,
                        causesUpgrade: one.change.causesUpgrade)
                })
        }
    }
}
