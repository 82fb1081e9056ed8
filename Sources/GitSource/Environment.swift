internal import Glibc

/// The variables by which git is told of its configuration and of its repository.
enum Environment {
    /// A variable's value; nil when it is not set.
    static func value(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    /// The value of a variable that is a path; nil when it is empty too.
    static func path(_ name: String) -> String? { value(name).flatMap { $0.isEmpty ? nil : $0 } }

    /// A boolean as git reads one; false when it is not set.
    static func flag(_ name: String) -> Bool {
        guard let value = value(name)?.lowercased() else { return false }
        return !["", "0", "false", "no", "off"].contains(value)
    }

    /// Whether this process may read what is at the path, and whether it is there.
    static func isReadable(_ path: String) -> Bool { access(path, R_OK) == 0 }

    /// Whether something is there that this process is not allowed to see or to read.
    static func isForbidden(_ path: String) -> Bool { access(path, R_OK) != 0 && errno == EACCES }
}
