import Benchmark
import Foundation
import GitSource

/// A commit's manifests, read in this process: the child that reads for the program costs its start and the hand-over besides.
func readingCommits() {
    for (files, instances) in [(1, 100_000), (2000, 50)] {
        Benchmark("git: \(files) of \(instances) instances from a commit") { benchmark in
            let repository = Repository(files: files, instances: instances)
            defer { repository.remove() }
            benchmark.startMeasurement()
            blackHole(repository.read())
            benchmark.stopMeasurement()
        }
    }
}

/// A repository with one commit, in a temporary directory.
private struct Repository {
    let path = FileManager.default.temporaryDirectory.appending(path: "dbconverge-parts-\(UUID())").path

    init(files: Int, instances: Int) {
        let bytes = Data(Sample.manifest(instances).bytes)
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            for number in 1...files { try bytes.write(to: URL(filePath: "\(path)/\(number).yaml")) }
            for words in [
                ["init", "--quiet"], ["add", "."],
                ["-c", "user.name=bench", "-c", "user.email=bench@example.org", "commit", "--quiet", "-m", "declare"],
                ["repack", "-adq"],
            ] {
                let git = Process()
                (git.executableURL, git.arguments) = (URL(filePath: "/usr/bin/git"), ["-C", path] + words)
                try git.run()
                git.waitUntilExit()
                guard git.terminationStatus == 0 else { fatalError("git \(words) failed") }
            }
        } catch { fatalError("\(error)") }
    }

    func read() -> Snapshot {
        do { return try GitReader.read(repository: path, workingDirectory: "/") } catch { fatalError("\(error)") }
    }

    func remove() { try? FileManager.default.removeItem(atPath: path) }
}
