import Fleet
import Foundation
import Reconciler

/// Takes a fleet's lock as a process of its own, for the tests:
/// `LockProbe STATE FLEET take N WITNESS` takes it N times and makes sure that nobody else has it meanwhile;
/// `LockProbe STATE FLEET hold READY` takes it, makes the file READY and keeps it until it is killed.
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
            for _ in 0..<(Int(arguments[3]) ?? 0) { try await take(fleet, state, witness: arguments[4]) }
        default:
            let lock = try await FleetLock.acquire(fleet, in: state, command: "LockProbe hold")
            defer { lock.release() }
            try create(arguments[3])
            while true { try await Task.sleep(for: .seconds(60)) }
        }
    }

    private static func take(_ fleet: FleetKey, _ state: StateDirectory, witness: String) async throws {
        let lock = try await FleetLock.acquire(
            fleet, in: state, command: "LockProbe take", timeout: .seconds(300), interval: .milliseconds(20))
        defer { lock.release() }
        try create(witness)
        try await Task.sleep(for: .milliseconds(1))
        guard unlink(witness) == 0 else { throw Failure(message: "somebody else has removed the witness") }
        // A line is written at once, for all processes append to one file.
        try FileHandle.standardOutput.write(contentsOf: Data("taken\n".utf8))
    }

    /// Makes a file which must not be there.
    private static func create(_ path: String) throws {
        let descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY, 0o600)
        guard descriptor >= 0 else { throw Failure(message: "somebody else has made \(path)") }
        close(descriptor)
    }
}
