import Fleet
import Foundation
import Journal
import Planning

/// Takes a fleet's lease as a process of its own, for the tests:
/// `LeaseProbe STATE FLEET take N WITNESS` takes it N times and makes sure that no other process has it meanwhile;
/// `LeaseProbe STATE FLEET hold READY` takes it, makes the file READY and keeps it until it is killed.
@main enum Probe {
    struct Failure: Error { var message: String }

    static func main() async throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        guard arguments.count >= 4, let project = ProjectID(String(repeating: "0", count: 32)) else {
            throw Failure(message: "usage: see the source")
        }
        let state = try StateDirectory(explicit: arguments[0], environment: [:])
        let fleet = FleetKey(region: "cn-north-4", project: project, name: arguments[1])
        switch arguments[2] {
        case "take":
            let journal = try SQLiteJournal.open(in: state, busyTimeout: .seconds(300))
            for _ in 0..<(Int(arguments[3]) ?? 0) { try await take(fleet, journal, witness: arguments[4]) }
        default:
            let lease = try await SQLiteJournal.open(in: state).lease(for: start(fleet))
            try create(arguments[3])
            while lease.fleet == fleet { try await Task.sleep(for: .seconds(60)) }
        }
    }

    private static func start(_ fleet: FleetKey) -> RunStart {
        RunStart(fleet: fleet, revision: "main@1", host: "h", pid: getpid(), startedAt: Date())
    }

    private static func take(_ fleet: FleetKey, _ journal: SQLiteJournal, witness: String) async throws {
        while true {
            do {
                let lease = try await journal.lease(for: start(fleet))
                try create(witness)
                try await journal.append(
                    [.seen(at: Date(), hasExternalActivity: true)], to: fleet, run: lease.run)
                guard unlink(witness) == 0 else { throw Failure(message: "another process has removed the witness") }
                await lease.release()
                // A line is written at once, for all processes append to one file.
                return try FileHandle.standardOutput.write(contentsOf: Data("taken\n".utf8))
            } catch let error as LeaseError {
                guard case .held = error.code else { throw error }
                try await Task.sleep(for: .milliseconds(Int.random(in: 50...150)))
            }
        }
    }

    /// Makes a file which must not be there.
    private static func create(_ path: String) throws {
        let descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY, 0o600)
        guard descriptor >= 0 else { throw Failure(message: "another process has made \(path)") }
        close(descriptor)
    }
}
