import CloudModel
import Fleet
import Foundation
import Simulator
import TestSupport
import Testing

/// How often a run that finds nothing to do asks for memory: a count, which a busy machine changes little.
@Suite(.serialized, .patience) struct AllocationTests {
    private static let declared = KernelVersion(2, 0, 75, 260400)

    @Test func aRunThatFindsNothingToDoAllocatesLittleForAnInstance() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "dbconverge-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let counter = try await Self.counter(in: folder)
        let fewer = try await Self.allocations(instances: 2000, counter, folder)
        let more = try await Self.allocations(instances: 10_000, counter, folder)
        // Built for debugging it was 560,000 for 2,000, and 144 for each instance more.
        #expect((more - fewer) / 8000 <= 165, "\(fewer) for 2,000 instances, \(more) for 10,000")
        #expect(fewer <= 650_000)
    }

    /// What the second of two runs allocates: the first has made the journal.
    private static func allocations(instances count: Int, _ counter: URL, _ folder: URL) async throws -> Int {
        let instances = try (1...count).map { number in
            CloudInstance(
                id: try #require(InstanceID(String(format: "%032din07", number))), name: "orders-\(number)",
                version: declared, offers: [declared])
        }
        let file = FleetFile(
            settings: SimulatedSettings(upgradeDuration: .zero ... .zero, jobVisibilityDelay: .zero),
            instances: instances)
        let repository = try TemporaryRepository()
        try repository.write("fleet.yaml", manifest(instances, project: file.projectID))
        try repository.commit("declare")
        return try await SimulatorServer.withServer(file) { url, server in
            let state = folder.appending(path: "state-\(count)").path
            let result = folder.appending(path: "count").path
            for _ in 1...2 {
                let said = try await run(
                    .builtProgram("dbconverge"),
                    ["reconcile", "--repo", repository.path, "--assume-idle", "--state", state, "--timeout", "10m"],
                    [
                        "DBCONVERGE_ENDPOINT": url, "DBCONVERGE_CONFIG": "/dev/null", "HOME": "/dev/null",
                        "HUAWEICLOUD_SDK_AK": file.credentials.accessKey,
                        "HUAWEICLOUD_SDK_SK": file.credentials.secretKey,
                        "LD_PRELOAD": counter.path, "ALLOCATIONS": result,
                    ])
                try #require(said.contains("converged"), "\(said)")
            }
            #expect(server.audit().calls.filter { $0.value > 0 } == ["list": 2 * count / 100])
            return try #require(Int(try String(contentsOfFile: result, encoding: .utf8)))
        }
    }

    private static func manifest(_ instances: [CloudInstance], project: String) -> String {
        """
        apiVersion: dbconverge/v1
        kind: Fleet
        metadata: { name: orders }
        spec:
          region: cn-north-4
          projectID: \(project)
          kernelVersion: \(declared)
          instances:

        """ + instances.map { "  - id: \($0.id)\n" }.joined()
    }

    /// A library that counts what a program allocates, for as long as it is loaded before the C library.
    private static func counter(in folder: URL) async throws -> URL {
        let (source, library) = (folder.appending(path: "count.c"), folder.appending(path: "count.so"))
        try Data(
            #"""
            #include <stddef.h>
            #include <stdio.h>
            #include <stdlib.h>
            static _Atomic unsigned long count;
            void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t);
            void *malloc(size_t size) { count++; return __libc_malloc(size); }
            void *calloc(size_t number, size_t size) { count++; return __libc_calloc(number, size); }
            void *realloc(void *old, size_t size) { count++; return __libc_realloc(old, size); }
            __attribute__((destructor)) static void tell(void) {
                FILE *file = fopen(getenv("ALLOCATIONS"), "w");
                if (file) { fprintf(file, "%lu", count); fclose(file); }
            }
            """#.utf8
        ).write(to: source)
        let said = try await run(
            URL(filePath: "/usr/bin/env"), ["clang", "-O1", "-shared", "-fPIC", "-o", library.path, source.path], [:])
        try #require(FileManager.default.fileExists(atPath: library.path), "\(said)")
        return library
    }

    /// What a program prints until it ends.
    private static func run(_ program: URL, _ arguments: [String], _ environment: [String: String]) async throws
        -> String
    {
        let output = FileManager.default.temporaryDirectory.appending(path: "output-\(UUID().uuidString)")
        try Data().write(to: output)
        defer { try? FileManager.default.removeItem(at: output) }
        let process = Process()
        (process.executableURL, process.arguments) = (program, arguments)
        process.environment = ProcessInfo.processInfo.environment.filter { ["PATH", "TMPDIR"].contains($0.key) }
            .merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        let handle = try FileHandle(forWritingTo: output)
        (process.standardOutput, process.standardError) = (handle, handle)
        try process.start()
        // A test that has run out of time leaves none behind.
        defer { if process.isRunning { process.terminate() } }
        while process.isRunning { try await Task.sleep(for: .milliseconds(20)) }
        return String(decoding: try Data(contentsOf: output), as: UTF8.self)
    }
}
