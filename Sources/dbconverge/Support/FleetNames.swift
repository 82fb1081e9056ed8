import ArgumentParser
import Journal
import Reconciler
import Report
import Text

/// The names of fleets, as commands take them that read no repository.
enum FleetNames {
    /// The most characters of a reason.
    static let reasonLimit = 1024

    static func check(_ names: [String]) throws {
        if names.contains(where: \.trimmed.isEmpty) {
            throw ValidationError("a fleet's name is empty; leave it out for every fleet")
        }
    }

    static func check(reason: String?) throws {
        guard let reason else { return }
        if reason.isEmpty { throw ValidationError("--reason is empty") }
        if reason.count > reasonLimit {
            throw ValidationError("--reason has \(reason.count) characters; \(reasonLimit) are allowed")
        }
    }

    /// Warns of each fleet of which the journal has no run, or where it has none at all: a run that keeps its journal
    /// elsewhere does not see this.
    static func warn(
        _ names: [String], _ journal: any JournalStore, _ state: StateOptions, _ output: OutputOptions
    ) async throws {
        let path = try state.directory().path
        let asked: [String?] = names.isEmpty ? [nil] : names
        for name in asked {
            let isKnown = try await StateOptions.mapError { () async throws(JournalError) in
                try await journal.hasRun(ofFleetsNamed: name)
            }
            if isKnown { continue }
            let what = name.map { "of the fleet '\($0)'" } ?? "of any fleet"
            output.warn(
                "no run \(what) is in the journal in \(path): runs with another --state, such as those of CI, do not read it"
            )
        }
    }
}
