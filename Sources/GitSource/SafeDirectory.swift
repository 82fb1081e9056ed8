internal import Glibc

/// git's rule for `safe.directory`.
enum SafeDirectory {
    /// Whether the values, in their order, trust the directory: an empty one resets the list, `*` trusts everything,
    /// `/*` at the end everything below, and `.` the working directory.
    static func trusts(_ directory: String, values: [String], workingDirectory: String) -> Bool {
        var trusted = false
        for value in values {
            if value.isEmpty {
                trusted = false
            } else if value == "*" {
                trusted = true
            } else if let pattern = expanded(value) {
                if value == "." {
                    if RealPath.resolve(workingDirectory) == directory { trusted = true }
                } else if pattern.hasSuffix("/*") {
                    let parent = RealPath.resolve(String(pattern.dropLast(2)))
                    if directory.utf8.starts(with: "\(parent)/".utf8) { trusted = true }
                } else if pattern.utf8.first == UInt8(ascii: "/"),
                    RealPath.resolve(pattern).withoutTrailingSlash.utf8.elementsEqual(directory.utf8)
                {
                    trusted = true
                }
            }
        }
        return trusted
    }

    /// With `~` and `~user` replaced; nil where there is no such home. `%(prefix)/` is git's own installation.
    private static func expanded(_ value: String) -> String? {
        if value.hasPrefix("%(prefix)/") { return "/usr/\(value.dropFirst("%(prefix)/".count))" }
        guard value.hasPrefix("~") else { return value }
        let name = value.dropFirst().prefix { $0 != "/" }
        let rest = value.dropFirst(1 + name.count)
        if name.isEmpty { return Environment.path("HOME").map { $0 + rest } }
        guard let user = getpwnam(String(name)), let home = user.pointee.pw_dir else { return nil }
        return String(cString: home) + rest
    }
}
