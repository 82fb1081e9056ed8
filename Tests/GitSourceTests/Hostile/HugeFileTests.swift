import Foundation
import TestSupport
import Testing

@testable import GitSource

/// Files of git's own that are a gibibyte long, and numbers of references beyond all that is usual.
@Suite(.timeLimit(.minutes(10))) struct HugeFileTests {
    private let repository: TemporaryRepository

    init() throws {
        repository = try TemporaryRepository()
        try repository.write("a.yaml", "a")
        try repository.commit("one")
        try repository.git("repack", "-a", "-d", "--quiet")
        try repository.git("pack-refs", "--all")
        try repository.git("multi-pack-index", "write")
        try repository.git("commit-graph", "write", "--reachable")
    }

    /// 900 MiB is what the child can still ask for, and beyond a gibibyte it is refused.
    @Test(
        arguments: [
            "HEAD", "config", "packed-refs", "index", "refs/heads/main", "objects/info/alternates", "info/exclude",
            "info/attributes", "info/grafts", "shallow", "commondir", "objects/info/commit-graph",
            "objects/pack/multi-pack-index",
        ], [900, 2048])
    func aFileOfGitsThatIsHugeIsReadPastOrRefused(_ file: String, mebibytes: UInt64) throws {
        try makeHuge("\(repository.path)/.git/\(file)", mebibytes)
        let reading = try MeasuredReading(repository.path)
        if reading.files != nil {
            #expect(reading.files == 1 && reading.bytes == 1, "\(reading)")
        } else {
            #expect(reading.message?.isEmpty == false && reading.hint?.isEmpty == false, "\(reading)")
        }
        // Parts of the file that are mapped count too, which take no memory.
        #expect(reading.fits(parent: 128, child: 1152 + Int(mebibytes)), "\(reading)")
    }

    @Test(arguments: ["idx", "pack"]) func aPackOrItsIndexThatIsHugeIsRefused(_ suffix: String) throws {
        let folder = "\(repository.path)/.git/objects/pack"
        let name = try #require(
            try FileManager.default.contentsOfDirectory(atPath: folder).first { $0.hasSuffix(".\(suffix)") })
        try FileManager.default.removeItem(atPath: "\(folder)/multi-pack-index")
        try makeHuge("\(folder)/\(name)", 2048)
        let reading = try MeasuredReading(repository.path)
        #expect(reading.files == nil && reading.hint?.isEmpty == false, "\(reading)")
        #expect(reading.fits(parent: 128, child: 1152), "\(reading)")
    }

    @Test func aFileInPlaceOfGitsDirectoryThatIsHugeIsRefused() throws {
        let folder = "\(repository.directory)/linked"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        try makeHuge("\(folder)/.git", 2048)
        let reading = try MeasuredReading(folder)
        #expect(reading.files == nil && reading.hint?.isEmpty == false, "\(reading)")
        #expect(reading.fits(parent: 128, child: 1152), "\(reading)")
    }

    @Test func aHundredThousandReferencesAreSearched() throws {
        let id = try repository.git("rev-parse", "HEAD")
        let rows = (0..<100_000).map { "\(id) refs/heads/branch-\(String($0 + 1_000_000).dropFirst())\n" }
        try repository.write(
            ".git/packed-refs",
            "# pack-refs with: peeled fully-peeled sorted \n" + rows.joined() + "\(id) refs/heads/main\n")
        let reading = try MeasuredReading(repository.path, ref: "branch-099999")
        #expect(reading.files == 1 && reading.fits(parent: 128, child: 256), "\(reading)")
        // Near names are looked for in silence, for seconds where nothing is optimised and the machine is busy.
        let error = try repository.damage(ref: "branch-09999x", child: .probe(silence: .seconds(60)))
        #expect(error.code == .unknownRef && error.hint.hasPrefix("did you mean `branch-09999"), "\(error)")
    }

    private func makeHuge(_ path: String, _ mebibytes: UInt64) throws {
        let url = URL(filePath: path)
        let beginning = (try? Data(contentsOf: url)) ?? Data()
        try? FileManager.default.removeItem(at: url)
        try beginning.write(to: url)
        let handle = try FileHandle(forWritingTo: url)
        // A hole: it takes no room on the disk.
        try handle.truncate(atOffset: mebibytes << 20)
        try handle.close()
    }
}
