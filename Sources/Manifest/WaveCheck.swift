internal import Fleet

/// Finds the waves of a fleet's rollout that take none of its instances. Such a wave passes at once, its soak with it:
/// where its selector is misspelt, a canary is none.
///
/// A last wave without a selector takes what is left over, which may be nothing: that is no mistake.
struct WaveCheck {
    let fleet: FleetDeclaration
    let policy: RolloutPolicy
    /// Where each of the policy's waves stands.
    let waves: [SourceLocation]
    let log: IssueLog

    func run() {
        guard fleet.isWhole, let name = fleet.name, waves.count == policy.waves.count else { return }
        var taken: Set<Int> = []
        for instance in fleet.instances { policy.waveIndex(of: instance.content).map { _ = taken.insert($0) } }
        for (index, wave) in policy.waves.enumerated() {
            // What stands after it is told as unreachable.
            guard let selector = wave.selector, !selector.requirements.isEmpty else { return }
            if taken.contains(index) || wave.optional { continue }
            let related = [("the fleet is declared here", name.location)]
            if let instance = fleet.instances.first(where: { selector.matches($0.content.labels) }) {
                let earlier = policy.waveIndex(of: instance.content).map { policy.waves[$0].name } ?? ""
                log.report(
                    .emptyWave, at: waves[index],
                    "earlier waves take every instance of the fleet '\(name.content)' that the wave '\(wave.name)' matches",
                    hint:
                        "the first wave that matches takes an instance, here '\(earlier)': change a selector or the order, "
                        + "or write 'optional: true' in the wave if it may be empty",
                    related: related)
            } else {
                log.report(
                    .emptyWave, at: waves[index],
                    "the wave '\(wave.name)' matches no instance of the fleet '\(name.content)'", hint: hint(selector),
                    related: related)
            }
        }
    }

    /// The label that was probably meant by the first requirement that no instance meets.
    private func hint(_ selector: Selector) -> String {
        let otherwise = "or write 'optional: true' in the wave if it may be empty"
        let labels = fleet.instances.map(\.content.labels)
        let unmet = selector.requirements.first { requirement in
            !labels.contains { Selector([requirement]).matches($0) }
        }
        guard let unmet else {
            return "no instance meets all of its requirements at once: mend the selector, \(otherwise)"
        }
        switch unmet.comparison {
        case .doesNotExist, .notIn:
            return "every instance is ruled out by its label \(quoted(unmet.key)): mend the selector, \(otherwise)"
        case .exists, .in: break
        }
        let values = Set(labels.compactMap { $0[unmet.key] }).sorted()
        if values.isEmpty {
            let keys = Set(labels.flatMap(\.keys)).sorted()
            if let near = nearest(to: unmet.key, among: keys) {
                return "no instance has a label \(quoted(unmet.key)): did you mean \(quoted(near))?"
            }
            return "no instance has a label \(quoted(unmet.key)): give it to one, \(otherwise)"
        }
        guard case .in(let asked) = unmet.comparison else { return otherwise }
        for word in asked.sorted().prefix(10) {
            if let near = nearest(to: word, among: values) {
                return "no instance has \(quoted("\(unmet.key): \(word)")): did you mean \(quoted(near))?"
            }
        }
        let shown = values.prefix(5).map { quoted($0) }.joined(separator: ", ") + (values.count > 5 ? ", …" : "")
        return "the values of \(quoted(unmet.key)) in this fleet are \(shown): use one of them, \(otherwise)"
    }
}
