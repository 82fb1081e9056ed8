import Foundation
import TestSupport
import Testing

/// What reading a commit costs, compared to git itself.
@Suite(.patience) struct GitCostTests {
    /// git reads what it is told to, checks no id and has no child.
    @Test func twoThousandManifestsCostAboutTwiceWhatGitTakesForTheirContent() async throws {
        let repository = try Self.repository()
        let probe = URL(filePath: try Program.binary()).deletingLastPathComponent().appending(path: "GitProbe").path
        try #require(
            FileManager.default.isExecutableFile(atPath: probe), "there is no \(probe); `make e2e` builds it")
        let ids = "\(repository.directory)/ids"
        let list = try repository.output(of: ["ls-tree", "-r", "--format=%(objectname)", "HEAD"])
        try Data(list).write(to: URL(filePath: ids))
        let shell = try Shell()
        // Bash's own clock counts what commands and their children took; some kernels count in steps of 10 ms, so that one alone
        // says little.
        let script = """
            set -euo pipefail
            TIMEFORMAT='%U %S'
            cd '\(repository.path)'
            '\(probe)' read "$PWD" HEAD
            for pair in $(seq 9); do
                time for run in 1 2 3 4 5; do '\(probe)' read "$PWD" HEAD >/dev/null; done
                time for run in 1 2 3 4 5; do git cat-file --batch <'\(ids)' >/dev/null; done
            done
            """
        let lines = try await shell.run(script, status: 0).split(separator: "\n")
        #expect(lines.first?.contains("\"files\":2000") == true, "\(lines)")
        let seconds = lines.dropFirst().map { line in line.split(separator: " ").compactMap { Double($0) }.reduce(0, +)
        }
        try #require(seconds.count == 18 && seconds.allSatisfy { $0 > 0 }, "\(lines)")
        let ratios = stride(from: 0, to: 18, by: 2).map { seconds[$0] / seconds[$0 + 1] }.sorted()
        print("git: reading took \(ratios.map { String(format: "%.2f", $0) }) times what git needs; s: \(seconds)")
        #expect(ratios[4] <= 3, "\(ratios)")
        // Alone on the machine the medians of five runs were 1.87 to 1.95; beside other tests they are higher.
        withKnownIssue("beside other work reading may cost more than twice what git needs", isIntermittent: true) {
            #expect(ratios[4] <= 2, "\(ratios)")
        }
    }

    /// 2,000 manifests of 50 instances, packed as `git gc` packs them.
    private static func repository() throws -> TemporaryRepository {
        // Bare: there is no work tree whose differences would be looked for.
        let repository = try TemporaryRepository(bare: true)
        var stream = "commit refs/heads/main\ncommitter A <a@example.com> 1767323045 +0000\ndata 1\nx\n"
        for number in 0..<2000 {
            let text = Fixture.manifest((number * 50)..<(number * 50 + 50))
                .replacing("name: orders", with: "name: orders-\(number)")
                .replacing("name: quick", with: "name: quick-\(number)")
            stream += "M 644 inline fleets/\(number % 40)/orders-\(number).yaml\ndata \(text.utf8.count)\n\(text)\n"
        }
        _ = try repository.output(of: ["-c", "fastimport.unpackLimit=1", "fast-import", "--quiet"], input: stream)
        try repository.git("gc", "--quiet")
        return repository
    }
}
