import FoundationEssentials
import GitSource
import Glibc

/// What reading a repository gave, and how much memory this process and its child needed for it.
struct Reading: Encodable {
    var files: Int?
    var bytes: Int?
    var code: String?
    var message: String?
    var hint: String?
    var parentKibibytes = 0
    var childKibibytes = 0

    /// Reads the manifests of a commit in a child, and prints the answer as JSON.
    static func print(_ repository: String, ref: String) {
        GitChild.enable()
        var reading = Reading()
        do throws(GitSourceError) {
            let snapshot = try GitReader.read(repository: repository, workingDirectory: "/", ref: ref)
            reading.files = snapshot.files.count
            reading.bytes = snapshot.files.reduce(0) { $0 + $1.bytes.count }
        } catch {
            (reading.code, reading.message, reading.hint) = (error.code.description, error.message, error.hint)
        }
        reading.parentKibibytes = ownPeak()
        // A child's figure begins with what its parent held when it started it, which is little here.
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_CHILDREN.rawValue), &usage)
        reading.childKibibytes = usage.ru_maxrss
        if let data = try? JSONEncoder().encode(reading) { Swift.print(String(decoding: data, as: UTF8.self)) }
    }

    /// The most memory that this process has held. `getrusage` would count that of the process which started it too.
    private static func ownPeak() -> Int {
        let descriptor = open("/proc/self/status", O_RDONLY | O_CLOEXEC)
        var bytes = [UInt8](repeating: 0, count: 1 << 14)
        let count = read(descriptor, &bytes, bytes.count)
        close(descriptor)
        let lines = bytes.prefix(max(count, 0)).split(separator: UInt8(ascii: "\n"))
        let line = lines.first { $0.starts(with: "VmHWM:".utf8) } ?? []
        return Int(String(decoding: line.filter { (0x30...0x39).contains($0) }, as: UTF8.self)) ?? 0
    }
}
