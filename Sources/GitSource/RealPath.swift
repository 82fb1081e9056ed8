internal import Glibc

/// Paths without symbolic links, as libgit2 reports them.
enum RealPath {
    /// The real path, or the path itself if there is nothing there.
    static func resolve(_ path: String) -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
