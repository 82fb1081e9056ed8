internal import Fleet

/// One entry of the list of instances, with as much of it as its reader needs.
protocol ListEntry: Sendable {
    /// Whether its tags are read, which cost time and memory.
    static var hasTags: Bool { get }

    init(_ fields: ListedFields)

    var id: ListedID { get }
    /// Nil where the id is none of a TaurusDB instance.
    var observed: ObservedInstance? { get }
}

/// What a reconcile needs of an entry.
enum ListedInstance: ListEntry {
    case instance(ObservedInstance)
    case other(id: String)

    static let hasTags = false

    init(_ fields: ListedFields) {
        switch fields.id {
        case .instance(let id):
            self = .instance(
                ObservedInstance(
                    id: id, name: fields.name, status: fields.status, kernelVersion: fields.kernelVersion))
        case .other(let id): self = .other(id: id)
        }
    }

    var id: ListedID {
        switch self {
        case .instance(let instance): .instance(instance.id)
        case .other(let id): .other(id)
        }
    }

    var observed: ObservedInstance? {
        guard case .instance(let instance) = self else { return nil }
        return instance
    }
}

/// An entry of the list with its tags (`API.md` §1, List).
struct TaggedEntry: ListEntry {
    static let hasTags = true

    let tags: [String: String]
    private let entry: ListedInstance

    init(_ fields: ListedFields) { (tags, entry) = (fields.tags, ListedInstance(fields)) }

    var id: ListedID { entry.id }
    var observed: ObservedInstance? { entry.observed }
}
