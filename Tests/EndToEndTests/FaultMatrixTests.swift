import Foundation
import TestSupport
import Testing

/// The release binary through every fault of the simulator, alone and mixed.
///
/// `DBCONVERGE_SEED=N` plays the mixture of one seed; `DBCONVERGE_SEEDS=N` so many of them.
@Suite(.serialized, .patience) struct FaultMatrixTests {
    /// Befalls about every seventh call for the first seconds; what has to take long befalls fewer.
    static let single: [(name: String, faults: [String: String])] =
        [
            "429", "500", "502", "503", "504", "500-after", "502-after", "503-after", "504-after", "drop-before",
            "drop-after", "drop-middle", "truncated", "html", "wrong-types", "not-utf8", "empty", "nested", "null",
        ].map { ($0, [$0: "15%", "until": "10s"]) } + [
            ("slow", ["slow": "20%", "slow-time": "1s", "until": "10s"]),
            ("endless", ["endless": "2%@reads", "until": "5s"]),
            ("huge", ["huge": "5%", "until": "5s"]),
            ("hang", ["hang": "2%", "until": "4s"]),
            ("429 with seconds", ["429": "10%", "retry-after": "seconds", "until": "10s"]),
            ("429 with a date", ["429": "10%", "retry-after": "date", "until": "10s"]),
            ("a throttle", ["rate-limit": "20/1s"]),
            ("a sliding throttle", ["rate-limit": "20/1s", "rate-window": "sliding", "retry-after": "seconds"]),
            ("old lists", ["list-lag": "2s"]), ("old offers", ["offer-lag": "2s"]), ("late jobs", ["job-lag": "2s"]),
            ("everything late", ["list-lag": "2s", "offer-lag": "1s", "job-lag": "2s"]),
            ("instances that come and go", ["churn": "50%"]),
        ]

    @Test func everyFaultAlone() async throws {
        try await Self.converge(Self.single.map { ($0.name, 1, $0.faults) })
    }

    @Test func mixtures() async throws {
        let environment = ProcessInfo.processInfo.environment
        let seeds =
            environment["DBCONVERGE_SEED"].flatMap(UInt64.init).map { [$0] }
            ?? Array(1...(environment["DBCONVERGE_SEEDS"].flatMap(UInt64.init) ?? 50))
        try await Self.converge(seeds.map { ("seed \($0)", $0, Self.mixture($0)) })
    }

    /// Three to six faults, each for a few calls in a hundred, and now and then lags, a throttle and churn.
    static func mixture(_ seed: UInt64) -> [String: String] {
        var random = SplitMix(seed: seed)
        let shares = [
            "429", "500", "502", "503", "504", "500-after", "502-after", "503-after", "504-after", "drop-before",
            "drop-after", "drop-middle", "slow", "truncated", "html", "wrong-types", "not-utf8", "empty", "nested",
            "null",
        ]
        var faults: [String: String] = ["until": "12s", "slow-time": "500ms"]
        for fault in shares.shuffled(using: &random).prefix(Int.random(in: 3...6, using: &random)) {
            faults[fault] = "\(Int.random(in: 1...5, using: &random))%"
        }
        if Bool.random(using: &random) { faults["list-lag"] = "\(Int.random(in: 200...2000, using: &random))ms" }
        if Bool.random(using: &random) { faults["job-lag"] = "\(Int.random(in: 200...2000, using: &random))ms" }
        if Int.random(in: 0..<3, using: &random) == 0 { faults["rate-limit"] = "30/1s" }
        if Int.random(in: 0..<3, using: &random) == 0 { faults["churn"] = "30%" }
        return faults
    }

    /// Six fleets at a time, each with a cloud of its own.
    private static func converge(_ fleets: [(name: String, seed: UInt64, faults: [String: String])]) async throws {
        try await withThrowingTaskGroup(of: FaultyFleet.self) { group in
            var (retries, runs) = (0, 0)
            func take(_ fleet: FaultyFleet) async throws {
                try await fleet.expectSound()
                runs += fleet.runs.count
                retries += fleet.runs.count { $0.isHeld }
                if fleet.runs.count > 1 {
                    let reasons = Set(try fleet.runs.dropLast().flatMap { try $0.isHeld ? $0.reasons() : [] })
                    print("\(fleet.name): \(fleet.runs.map(\.status)) \(reasons.subtracting(["-"]).sorted())")
                }
            }
            for index in fleets.indices {
                if index >= 6, let done = try await group.next() { try await take(done) }
                group.addTask {
                    var fleet = try await FaultyFleet(
                        fleets[index].name, faults: fleets[index].faults, seed: fleets[index].seed)
                    try await fleet.converge()
                    return fleet
                }
            }
            for try await done in group { try await take(done) }
            print("\(fleets.count) fleets converged in \(runs) runs, \(retries) of which were held")
        }
    }
}
