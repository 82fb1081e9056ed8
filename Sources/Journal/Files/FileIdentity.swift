import Glibc

/// Which file stands at a path: what is renamed keeps its identity, what is made anew has another.
struct FileIdentity: Hashable, Sendable {
    var device: UInt64
    var inode: UInt64

    init(_ status: stat) { (device, inode) = (UInt64(status.st_dev), UInt64(status.st_ino)) }

    /// The one at a path, whose last part is not followed; nil: there is none, or it may not be read.
    init?(at path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        self.init(status)
    }
}
