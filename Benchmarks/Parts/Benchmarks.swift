import Benchmark

/// Every part that a run spends its time on, each alone. On some machines CPU time is counted in steps of 10 ms only.
let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.wallClock, .cpuTotal], timeUnits: .microseconds, warmupIterations: 1,
        maxDuration: .seconds(3), maxIterations: 100)
    readingManifests()
    readingCommits()
    talkingToTheCloud()
    planning()
}
