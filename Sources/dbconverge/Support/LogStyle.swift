import ArgumentParser
import Glibc

/// How lines on stderr look, as people name it.
enum LogFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json
}

/// How what a command tells on stderr is written.
enum LogStyle: Hashable, Sendable {
    /// For the person who has started the command: no time, and a level only before warnings and errors.
    case plain
    /// Each line with the time in UTC and the level.
    case timed
    /// Each line with systemd's priority, such as `<4>`; journald knows the time itself.
    case prioritized
    /// A JSON object a line.
    case json

    /// `format`: what was asked for, nil: nothing. `isJournal`: journald reads stderr.
    init(_ format: LogFormat?, isJournal: Bool) {
        self =
            switch format {
            case .json: .json
            case _ where isJournal: .prioritized
            case .text: .timed
            case nil: .plain
            }
    }

    /// Whether journald reads a stream of this process: `JOURNAL_STREAM` then has its device and its inode. A process
    /// that was started by a service and whose stderr leads elsewhere has inherited the variable alone.
    static func isJournal(_ environment: [String: String], _ descriptor: Int32 = STDERR_FILENO) -> Bool {
        guard let parts = environment["JOURNAL_STREAM"]?.split(separator: ":"), parts.count == 2,
            let device = UInt64(parts[0]), let inode = UInt64(parts[1])
        else { return false }
        var status = stat()
        return fstat(descriptor, &status) == 0 && UInt64(status.st_dev) == device && UInt64(status.st_ino) == inode
    }
}
