import Foundation
import TestSupport
import Testing

/// A fleet that is moved by runs which are killed one after the other, and by a last one which is not.
struct KilledFleet {
    /// How the moment of a kill is chosen.
    enum Aim: CaseIterable {
        /// At some instant after the run has begun.
        case anywhere
        /// Right after the journal's file was written to: an intent is durable, and its call about to leave.
        case atRecord
        /// Right after the cloud accepted something: the answer is under way, or about to be remembered.
        case atAcceptance
    }

    /// What came of a run.
    struct Kill {
        var pid: Int32
        var aim: Aim
        /// Whether it was the kill that ended it.
        var isKilled: Bool
        /// How many upgrades the cloud was requested meanwhile.
        var asked: Int
    }

    let workspace: Workspace
    let seed: UInt64
    private(set) var kills: [Kill] = []
    private(set) var last: Program.Outcome?
    private var random: SplitMix

    static let size = 30
    static let canaries = 6
    static let hops = size + size / 3
    static let first = "2.0.69.251000"
    /// Jobs show late enough for a run that follows a kill at once to be misled, and well within the settle time.
    static let times = ["--poll-interval", "100ms", "--settle-time", "2s", "--timeout", "3m"]

    /// Every third instance is two hops behind, the others one.
    init(seed: UInt64) async throws {
        (self.seed, random) = (seed, SplitMix(seed: seed))
        let instances = (1...Self.size).map { number in
            number.isMultiple(of: 3)
                ? Fixture.Instance(
                    number: number, version: Self.first, offers: [Fixture.old, Fixture.declared, Fixture.beyond])
                : Fixture.Instance(number: number, offers: [Fixture.declared, Fixture.beyond])
        }
        workspace = try await Workspace(
            Fixture.cloud(
                instances,
                settings: ["seed": seed, "upgradeSeconds": [0.6, 1.6], "jobVisibilitySeconds": 0.5]),
            Fixture.manifest(
                1...Self.size, via: [Fixture.old],
                rollout: Fixture.waves(canary: "maxUnavailable: 2", rest: "maxUnavailable: 3"), canaries: Self.canaries)
        )
    }

    /// Runs and kills: at the earliest after so many seconds, mostly within two more.
    mutating func kill(after seconds: Double = 0, options: [String]) async throws {
        let aim = Aim.allCases[kills.count % Aim.allCases.count]
        let before = try await workspace.cloud.audit().upgrades.reduce(0) { $0 + $1.members.count }
        let delay = Duration.seconds(seconds + Double.random(in: 0.15...2, using: &random))
        let (writes, answers) = (Int.random(in: 2...9, using: &random), Int.random(in: 1...3, using: &random))
        let slip = Int.random(in: 0...5, using: &random)
        let (cloud, journal) = (workspace.cloud, workspace.state.journal)
        var pid: Int32 = 0
        let run = try await workspace.reconcile(options, times: Self.times) { process in
            pid = process.processIdentifier
            switch aim {
            case .anywhere:
                try await Self.wait(process, forChanges: 1) { Self.state(of: journal + "-wal") }
                try await Task.sleep(for: delay)
            case .atRecord:
                try await Task.sleep(for: .seconds(seconds))
                try await Self.wait(process, forChanges: writes) { Self.state(of: journal + "-wal") }
            case .atAcceptance:
                try await Task.sleep(for: .seconds(seconds))
                try await Self.wait(process, forChanges: answers) { try await cloud.audit().upgrades.count }
                try await Task.sleep(for: .milliseconds(slip))
            }
            if process.isRunning { Foundation.kill(pid, SIGKILL) }
        }
        let after = try await workspace.cloud.audit().upgrades.reduce(0) { $0 + $1.members.count }
        kills.append(Kill(pid: pid, aim: aim, isKilled: run.status == -SIGKILL, asked: after - before))
        #expect(
            [-SIGKILL, 0, 3, 7].contains(run.status), "seed \(seed), kill \(kills.count): \(run.stdout)\(run.stderr)")
    }

    /// Where two kills in a row came between an intent and its call, it is unknown what the cloud made of it, and the
    /// instance waits for a person who has looked.
    mutating func finish(options: [String]) async throws {
        // Slow until now, so that no run converges before its kill comes.
        try await workspace.cloud.setUpgradeSeconds(from: 0.1, to: 0.4)
        for _ in 1...3 {
            last = try await workspace.reconcile(options, times: Self.times)
            guard last?.isHeld == true else { return }
            _ = try await workspace.run("retry", "orders", "--repo", workspace.repository.path)
        }
    }

    /// Waits until a value has changed so many times, five seconds at most, or the process has ended.
    private static func wait<Value: Equatable>(
        _ process: Process, forChanges count: Int, _ value: () async throws -> Value
    ) async throws {
        var (seen, left) = (try await value(), count)
        for _ in 0..<2500 where left > 0 && process.isRunning {
            try await Task.sleep(for: .milliseconds(2))
            let now = try await value()
            if now != seen { (seen, left) = (now, left - 1) }
        }
    }

    /// Changes with every write to the file.
    private static func state(of path: String) -> [Int] {
        var status = stat()
        guard stat(path, &status) == 0 else { return [] }
        return [Int(status.st_size), Int(status.st_mtim.tv_sec), Int(status.st_mtim.tv_nsec)]
    }
}
