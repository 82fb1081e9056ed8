// swift-tools-version: 6.2

import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let asyncHTTPClient: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let unixSignals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")

/// The pure modules are optimised in every configuration: the simulation plays thousands of rollouts in each test run.
let pure = strict + [.unsafeFlags(["-O"])]

// The arrows between the modules point downward only; a target can import what it names here and nothing else.
let package = Package(
    name: "dbconverge",
    products: [
        .executable(name: "dbconverge", targets: ["dbconverge"]),
        // For the package in Benchmarks/.
        .library(name: "Modules", targets: ["Fleet", "Manifest", "GitSource", "Planning", "Client"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CLibGit2", pkgConfig: "libgit2", providers: [.apt(["libgit2-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

        .target(name: "CProcess"),

        .target(name: "Text", swiftSettings: pure),
        .target(name: "Fleet", swiftSettings: pure),
        .target(name: "Manifest", dependencies: ["Text", "Fleet", "CLibYAML"], swiftSettings: strict),
        .target(name: "GitSource", dependencies: ["Text", "CLibGit2", "CZlib", crypto], swiftSettings: strict),
        .target(name: "Planning", dependencies: ["Text", "Fleet"], swiftSettings: pure),
        .target(name: "Journal", dependencies: ["Text", "Fleet", "Planning", grdb], swiftSettings: strict),
        .target(
            name: "Client",
            dependencies: ["Text", "Fleet", asyncHTTPClient, crypto, logging, nioCore, nioHTTP1, nioPosix, nioSSL],
            swiftSettings: strict),
        .target(
            name: "Reconciler",
            dependencies: ["Text", "Fleet", "GitSource", "Planning", "Journal", "Client", logging],
            swiftSettings: strict),
        .target(
            name: "Report",
            dependencies: ["Text", "Fleet", "Manifest", "Planning", "Journal", "Reconciler", "Forecast", crypto],
            swiftSettings: strict),
        .target(name: "CloudModel", dependencies: ["Fleet"], swiftSettings: pure),
        .target(name: "Forecast", dependencies: ["Fleet", "Planning", "CloudModel"], swiftSettings: pure),
        .target(
            name: "Simulator",
            dependencies: ["Text", "Fleet", "CloudModel", crypto, httpTypes, hummingbird, logging, nioCore, nioPosix],
            swiftSettings: pure),
        .executableTarget(
            name: "dbconverge",
            dependencies: [
                "CProcess", "Text", "Fleet", "Manifest", "GitSource", "Planning", "Journal", "Client", "Reconciler",
                "Report", "CloudModel", "Forecast", "Simulator",
                argumentParser, logging, unixSignals,
            ],
            swiftSettings: strict),

        .target(name: "TestSupport", dependencies: ["Text"], path: "Tests/TestSupport", swiftSettings: strict),
        .target(
            name: "JournalSupport", dependencies: ["Fleet", "Planning", "Journal", "TestSupport"],
            path: "Tests/JournalSupport", swiftSettings: strict),
        .testTarget(name: "TextTests", dependencies: ["Text", "TestSupport"], swiftSettings: strict),
        .testTarget(name: "FleetTests", dependencies: ["Fleet", "TestSupport"], swiftSettings: strict),
        .testTarget(name: "ManifestTests", dependencies: ["Fleet", "Manifest", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "GitSourceTests", dependencies: ["GitSource", "GitProbe", "TestSupport"], swiftSettings: strict),
        .executableTarget(
            name: "GitProbe", dependencies: ["GitSource"], path: "Tests/GitProbe", swiftSettings: strict),
        .testTarget(name: "PlanningTests", dependencies: ["Fleet", "Planning", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "ClientTests", dependencies: ["Fleet", "Client", "TestSupport", logging], swiftSettings: strict),
        .testTarget(
            name: "SimulatorTests", dependencies: ["Fleet", "CloudModel", "Simulator", "TestSupport", crypto],
            swiftSettings: strict),
        .testTarget(
            name: "JournalTests",
            dependencies: [
                "Text", "Fleet", "Planning", "Journal", "JournalSupport", "LeaseProbe", "TestSupport", grdb,
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "LeaseProbe", dependencies: ["Fleet", "Planning", "Journal"], path: "Tests/LeaseProbe",
            swiftSettings: strict),
        .testTarget(
            name: "ReconcilerTests",
            dependencies: [
                "Fleet", "GitSource", "Planning", "Journal", "JournalSupport", "Client", "Reconciler", "CloudModel",
                "Simulator",
                "TestSupport", logging,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "ReportTests",
            dependencies: [
                "Text", "Fleet", "Manifest", "Planning", "Journal", "JournalSupport", "Client", "Reconciler", "Report",
                "Forecast", "TestSupport",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "SimulationTests", dependencies: ["Fleet", "Planning", "CloudModel", "Forecast", "TestSupport"],
            swiftSettings: pure),
        .testTarget(
            name: "ForecastTests", dependencies: ["Fleet", "Planning", "CloudModel", "Forecast", "TestSupport"],
            swiftSettings: pure),
        .testTarget(
            name: "CommandTests",
            dependencies: [
                "dbconverge", "Text", "Fleet", "Manifest", "Planning", "Journal", "JournalSupport", "Client",
                "Reconciler",
                "GitSource", "CloudModel",
                "Simulator", "TestSupport", argumentParser, logging,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "FuzzTests",
            dependencies: ["Fleet", "Client", "TestSupport", logging, nioCore, nioPosix, nioSSL], swiftSettings: pure),
        .testTarget(name: "EndToEndTests", dependencies: ["TestSupport"], swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
