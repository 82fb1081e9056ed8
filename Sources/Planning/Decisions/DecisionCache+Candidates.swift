import Fleet

/// The candidates that all rules permit.
extension DecisionCache {
    /// Their kinds, in the order in which they are upgraded.
    var kinds: [Candidate.Kind] { book.kinds(where: permits) }

    /// The first of a kind that lack one of these and meet a condition: those that are half-way, then the others.
    func first(
        _ limit: Int, of kind: Candidate.Kind, lacking needs: Candidate.Need...,
        where isMet: (InstanceID) -> Bool = { _ in true }
    ) -> [InstanceID] {
        book.first(limit, of: kind, lacking: needs) { permits($0) && isMet(fleet.instances[$0].id) }
            .map { fleet.instances[$0].id }
    }

    private func permits(_ position: Int) -> Bool {
        if standing.permit.isUnlimited { return true }
        guard let candidate = entries[position]?.candidate else { return false }
        return standing.permit.permits(candidate, rank: rank(of: position), wave: waveIndices[position])
    }
}
