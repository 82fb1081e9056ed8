import Foundation
import TestSupport
import Testing

/// The digests of the seeds up to a hundred thousand, a line for each thousand: a refactoring leaves them as they are.
enum KnownDigests {
    private static let file = testsFolder.appending(path: "Fixtures/simulation-digests.txt")
    private static let perLine = 1000
    private static let seeds = 100_000

    /// Compares the digests of the seeds from 0 with the known ones, by whole thousands.
    ///
    /// `DBCONVERGE_DIGESTS=FILE` writes a line for each seed, so that two versions can be compared seed by seed.
    /// `UPDATE_GOLDEN=1` writes the known ones, where a hundred thousand seeds were played.
    static func expect(_ digests: [Digest]) throws {
        if let path = ProcessInfo.processInfo.environment["DBCONVERGE_DIGESTS"] {
            let lines = digests.enumerated().map { "\($0.offset) \(hex($0.element))\n" }
            try Data(lines.joined().utf8).write(to: URL(filePath: path))
        }
        let lines = stride(from: 0, to: min(digests.count, seeds), by: perLine).compactMap { first -> String? in
            let thousand = digests[first...].prefix(perLine)
            guard thousand.count == perLine else { return nil }
            var all = Digest()
            for digest in thousand { all.add(digest) }
            return "\(first)...\(first + perLine - 1) \(hex(all))"
        }
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1", lines.count == seeds / perLine {
            try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: file)
            return
        }
        let known = String(decoding: try Data(contentsOf: file), as: UTF8.self).split(separator: "\n").map(String.init)
        #expect(known.count == seeds / perLine)
        let others = zip(lines, known).filter { $0 != $1 }.map(\.0)
        #expect(
            others.isEmpty,
            """
            A rollout does something else than before with these seeds: \(others.joined(separator: ", "))
            Where that is meant, say why in the commit, and write them anew: UPDATE_GOLDEN=1 make soak SEEDS=\(seeds)
            """)
    }

    private static func hex(_ digest: Digest) -> String {
        let digits = String(digest.value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
