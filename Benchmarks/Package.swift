// swift-tools-version: 6.2

import PackageDescription

// A package of its own: the plugin would cost seconds on every switch of the main one.
let package = Package(
    name: "Benchmarks",
    dependencies: [
        .package(name: "dbconverge", path: ".."),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        // With its default traits it would not resolve here; without them it counts no allocations.
        .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
    ],
    targets: [
        // The floor under everything that reads YAML.
        .systemLibrary(name: "CYAML", path: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .executableTarget(
            name: "Parts",
            dependencies: [
                "CYAML",
                .product(name: "Benchmark", package: "benchmark"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Modules", package: "dbconverge"),
            ],
            path: "Parts",
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
    ]
)
