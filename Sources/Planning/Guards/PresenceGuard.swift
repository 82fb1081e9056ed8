internal import Fleet

extension Guard {
    /// The cloud must list it, under the declared name, with a version that can be read.
    static let presence = Guard("presence") { subject, _ in
        guard let observed = subject.observed else {
            let waveIndex = subject.waveIndex ?? 0
            let blocks = waveIndex < subject.waves.all.count - 1 ? ": until then it holds the waves after its own" : ""
            return .hold(
                Reason(
                    .missing,
                    "declared, but not in the cloud's list of this project and region; if it was deleted, remove it from the manifest\(blocks)"
                ))
        }
        if let name = subject.desired.name, name != observed.name {
            return .hold(
                Reason(
                    .nameMismatch, "declared as '\(name)', but the cloud calls it '\(observed.name)'; is the id right?")
            )
        }
        if observed.current == nil {
            return .hold(
                Reason(
                    .versionUnreadable, "the cloud says it runs '\(observed.currentText)', which is no kernel version"))
        }
        return nil
    }
}
