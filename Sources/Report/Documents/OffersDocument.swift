import Fleet
public import Reconciler

/// The JSON answer of `offers`.
public struct OffersDocument: Encodable {
    var schemaVersion = 1
    var revision: String
    /// How many version queries were made.
    var calls: Int
    var fleets: [Group]
    /// Those in no fleet, by location.
    var unmanaged: [Group]
    var failures: [PlanReport.Failure]
    /// Nil: everything was read and chosen.
    var selection: Selection?

    struct Group: Encodable {
        /// Nil: these are in no fleet.
        var fleet: String?
        var region: String
        var project: ProjectID
        var instances: [Instance]
    }

    struct Instance: Encodable {
        var id: InstanceID
        var name, current: String?
        /// Nil: nothing is offered, or that could not be read.
        var offered: KernelVersion?
        /// Nil: it is in no fleet.
        var declared: KernelVersion?
        /// Why the offer is not known; nil: it is.
        var error: String?
    }

    /// Of a report under a revision, `ref@oid`.
    public init(_ report: OffersReport, revision: String, selection: Selection = Selection()) {
        self.selection = selection.document
        (self.revision, calls, failures) = (revision, report.calls, report.failures)
        let groups = report.groups.map { group in
            Group(
                fleet: group.fleet, region: group.region, project: group.project,
                instances: group.instances.map { one in
                    var offered: KernelVersion?
                    if case .offered(let version) = one.reading { offered = version }
                    return Instance(
                        id: one.id, name: one.name, current: one.current, offered: offered, declared: one.declared,
                        error: one.note)
                })
        }
        (fleets, unmanaged) = (groups.filter { $0.fleet != nil }, groups.filter { $0.fleet == nil })
    }
}
