import FoundationEssentials
import Journal
import Planning

/// What `resume` comes to for one fleet, or for all.
struct Resumption {
    /// The fleet's name; nil: all fleets.
    var fleet: String?
    /// The pauses that end for it.
    var ended: [Pause]
    /// Whether the journal has a run of it, or a pause by its name.
    var isKnown: Bool

    /// Of a fleet that was never here, a pause of all fleets is not ended: the name may be a slip.
    init(of fleet: String?, _ journal: any JournalStore, at now: Date) async throws(JournalError) {
        self.fleet = fleet
        guard let fleet else {
            (ended, isKnown) = (try await journal.pauses(at: now), true)
            return
        }
        let pauses = try await journal.pauses(ofFleetNamed: fleet, at: now)
        isKnown =
            if pauses.contains(where: { $0.fleet == fleet }) { true } else {
                try await journal.hasRun(ofFleetsNamed: fleet)
            }
        ended = isKnown ? pauses : []
    }

    /// The answer for people, a line for each pause.
    var lines: [Message] {
        let name = fleet ?? "all fleets"
        guard isKnown else { return ["\(name): nothing is resumed: the journal knows no run and no pause of it"] }
        guard !ended.isEmpty else { return ["\(name): not paused"] }
        return ended.map { pause in
            switch (fleet, pause.fleet) {
            case (nil, nil): "all fleets: resumed; they were \(pause.participle)"
            case (nil, let own?): "\(own): resumed; it was \(pause.participle)"
            case (let name?, nil): "\(name): resumed, while the others stay so: \(pause.sentence)"
            case (let name?, _?): "\(name): resumed; it was \(pause.participle)"
            }
        }
    }
}
