import Benchmark

/// Every part that a run spends its time on, each alone. Instructions hardly vary from run to run; CPU time does.
let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.cpuTotal, .instructions], timeUnits: .microseconds, warmupIterations: 1,
        maxDuration: .seconds(3), maxIterations: 100)
    readingManifests()
    readingCommits()
    talkingToTheCloud()
    planning()
}
