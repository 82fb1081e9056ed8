public import Fleet
public import Journal

/// Why a run's commit may not be applied to a fleet. What the fleets of a run have to follow is mostly one commit, and the
/// history is asked about each only once.
public actor RevisionObjections {
    private let history: any RevisionHistory
    private var answers: [String: Task<String?, Never>] = [:]

    /// Nothing has been asked yet.
    public init(_ history: any RevisionHistory) { self.history = history }

    /// Why the commit may not be applied to a fleet that declares these instances, in words; nil: it may. And what it was
    /// compared with: what the journal has accepted last for the fleet, and for others which had one of the instances before it.
    public func check(
        _ fleet: FleetKey, declaring instances: Set<InstanceID>, _ journal: any JournalStore
    ) async throws(JournalError) -> (objection: String?, checked: [AcceptedRevision]) {
        let revisions = try await journal.acceptedRevisions(of: fleet, declaring: instances)
        for accepted in revisions {
            guard let answer = await answer(after: accepted.revision) else { continue }
            if accepted.fleet == fleet { return (answer, revisions) }
            let words =
                "it declares instances that the fleet '\(accepted.fleet.name)' had before it, and there \(answer)"
            return (words, revisions)
        }
        return (nil, revisions)
    }

    private func answer(after revision: String) async -> String? {
        let task = answers[revision] ?? Task { [history] in await history.objection(after: revision) }
        answers[revision] = task
        return await task.value
    }
}
