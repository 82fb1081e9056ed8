import Foundation
import TestSupport
import Testing

@testable import GitSource

/// A repository that others write while it is read, and several readings at once.
@Suite(.timeLimit(.minutes(10))) struct ChangingRepositoryTests {
    private let repository: TemporaryRepository

    init() throws {
        repository = try TemporaryRepository()
        for file in ["a", "b", "deep/c"] { try repository.write("\(file).yaml", "0") }
        try repository.commit("0")
    }

    private var request: GitRequest { repository.request(ref: "main") }

    /// Commits the same number in all files again and again, and repacks, packs references and prunes in between, until
    /// there is a file `stop`.
    private func writer() throws -> Process {
        let script = """
            set -eu
            number=0
            until [ -e ../stop ]; do
                number=$((number + 1))
                for file in a b deep/c; do printf %s "$number" > "$file.yaml"; done
                git commit --quiet --all --message "$number"
                case $((number % 5)) in
                1) git repack -a -d --quiet ;;
                2) git pack-refs --all ;;
                3) git gc --quiet --prune=now ;;
                4) git multi-pack-index write; git commit-graph write --reachable ;;
                esac
            done
            """
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1", "GIT_AUTHOR_NAME=A",
            "GIT_AUTHOR_EMAIL=a@example.com",
            "GIT_COMMITTER_NAME=A", "GIT_COMMITTER_EMAIL=a@example.com", "bash", "-c", script,
        ]
        process.currentDirectoryURL = URL(filePath: repository.path)
        process.standardInput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.start()
        return process
    }

    @Test func whatIsReadIsOneCommitHoweverMuchIsPushedAndRepacked() async throws {
        let writer = try writer()
        defer { if writer.isRunning { writer.terminate() } }
        let asked = request
        let seen = try await withThrowingTaskGroup(of: [String].self) { group in
            for _ in 0..<2 {
                group.addTask {
                    var seen: [String] = []
                    for _ in 0..<15 {
                        let snapshot = try await GitReader.onQueue { process throws(GitSourceError) in
                            try asked.snapshot(by: .probe(), process)
                        }
                        let contents = Set(snapshot.files.map { String(decoding: $0.bytes, as: UTF8.self) })
                        #expect(snapshot.paths == ["a.yaml", "b.yaml", "deep/c.yaml"])
                        #expect(contents == [snapshot.commit.subject])
                        seen += contents
                    }
                    return seen
                }
            }
            return try await group.reduce(into: Set<String>()) { $0.formUnion($1) }
        }
        try Data().write(to: URL(filePath: "\(repository.directory)/stop"))
        while writer.isRunning { try await Task.sleep(for: .milliseconds(20)) }
        #expect(writer.terminationStatus == 0)
        // A reading that never met a change would prove little.
        #expect(seen.count > 2, "\(seen)")
    }

    @Test(arguments: [true, false]) func manyReadingsAtOnceGiveTheSame(inChildren: Bool) async throws {
        let asked = request
        let expected = try asked.snapshot(by: nil)
        try await withThrowingTaskGroup(of: Snapshot.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    try await GitReader.onQueue { process throws(GitSourceError) in
                        try asked.snapshot(by: inChildren ? .probe() : nil, process)
                    }
                }
            }
            for try await snapshot in group {
                #expect(snapshot.files == expected.files && snapshot.revision == expected.revision)
            }
        }
    }
}
