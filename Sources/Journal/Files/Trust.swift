import Glibc

/// Whether files and directories of the state can be relied on: other users who can write to them could make this
/// process empty any file of its user, or forget what it has requested.
enum Trust {
    /// Why a directory is not trusted; nil: it is. It may be the target of a symbolic link.
    static func objection(toDirectory status: stat) -> String? {
        guard status.st_mode & S_IFMT == S_IFDIR else { return "it is no directory" }
        return objectionToOwner(status) ?? objectionToMode(status)
    }

    /// Why a file that this process is about to write is not trusted; nil: it is. `status` is the file's own, never
    /// that of what a symbolic link names.
    static func objection(toFile status: stat) -> String? {
        switch status.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFLNK: return "it is a symbolic link"
        case S_IFDIR: return "it is a directory"
        default: return "it is no regular file"
        }
        if status.st_nlink > 1 { return "it has \(status.st_nlink) names (hard links)" }
        return objectionToOwner(status) ?? objectionToMode(status)
    }

    /// Why a file is not trusted that may only be read.
    static func objection(toRead status: stat) -> String? {
        switch status.st_mode & S_IFMT {
        case S_IFREG: nil
        case S_IFLNK: "it is a symbolic link"
        case S_IFDIR: "it is a directory"
        default: "it is no regular file"
        }
    }

    /// Others may not write; a directory's sticky bit does not make it safe, for they could add files.
    static func objectionToMode(_ status: stat) -> String? {
        guard status.st_mode & 0o022 != 0 else { return nil }
        return "other users can write to it (mode \(String(status.st_mode & 0o7777, radix: 8)))"
    }

    /// It must belong to this user or to root. Root may use what belongs to the user who called `sudo`.
    private static func objectionToOwner(_ status: stat) -> String? {
        let me = geteuid()
        if status.st_uid == me || status.st_uid == 0 { return nil }
        if me == 0, let caller = getenv("SUDO_UID"), status.st_uid == UInt32(String(cString: caller)) { return nil }
        return "it belongs to \(name(status.st_uid)), and this process runs as \(name(me))"
    }

    private static func name(_ number: uid_t) -> String {
        getpwuid(number).map { String(cString: $0.pointee.pw_name) } ?? "user \(number)"
    }
}
