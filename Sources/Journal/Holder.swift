public import FoundationEssentials
import Glibc

/// Who holds a lock, as the lock file tells those who wait for it.
public struct Holder: Hashable, Sendable, Codable {
    /// The process.
    public var pid: Int32
    /// The machine it runs on, which has numbered it.
    public var host: String
    /// Since when it has held the lock, to the second.
    public var since: Date
    /// What it does, such as `dbconverge reconcile`; no secrets, for the file keeps it.
    public var command: String

    /// A holder.
    public init(pid: Int32, host: String, since: Date, command: String) {
        (self.pid, self.host, self.since, self.command) = (pid, host, since, command)
    }

    /// The process of a run.
    init(_ run: RunStart) {
        self.init(pid: run.pid, host: run.host, since: run.startedAt, command: "dbconverge reconcile")
    }

    /// This process on this machine.
    public static func current(command: String, now: Date = Date()) -> Holder {
        var name = [CChar](repeating: 0, count: 256)
        // The last byte stays zero, whatever the length of the name.
        gethostname(&name, name.count - 1)
        let host = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        return Holder(pid: getpid(), host: host, since: now, command: command)
    }

    /// One line of JSON; the time in ISO 8601.
    var json: [UInt8] {
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .iso8601
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return ((try? encoder.encode(self)).map(Array.init) ?? []) + [UInt8(ascii: "\n")]
    }

    /// What a lock file says; nil where it says nothing, because its holder has not written yet or could not.
    static func read(_ path: String) -> Holder? {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        guard let data = try? Data(contentsOf: URL(filePath: path)) else { return nil }
        return try? decoder.decode(Holder.self, from: data)
    }
}

extension Holder: CustomStringConvertible {
    /// `process 4711 on build-7 since 2026-11-24T14:51:01Z (dbconverge reconcile)`.
    public var description: String { "process \(pid) on \(host) since \(since.formatted(.iso8601)) (\(command))" }
}
