import Glibc

/// A file that an answer is written to: all of it or nothing, so that a reader never sees a part.
enum OutputFile {
    /// Throws `Failure` where it is plain already that the file cannot be written: a run of hours must not end so.
    static func check(_ path: String) throws(Failure) {
        var status = stat()
        if stat(path, &status) == 0 {
            if status.st_mode & S_IFMT == S_IFDIR { throw failure(path, "it is a directory") }
            guard access(path, W_OK) == 0 else { throw failure(path, String(cString: strerror(errno))) }
            return
        }
        guard errno == ENOENT else { throw failure(path, String(cString: strerror(errno))) }
        guard access(folder(of: path), W_OK | X_OK) == 0 else {
            let why = errno == ENOENT ? "its folder does not exist" : String(cString: strerror(errno))
            throw failure(path, why)
        }
    }

    /// Writes the text, with a newline at its end. What is no regular file, such as a pipe, is written as it is.
    /// `isPrivate`: only its owner can read the file, also where an earlier one of that name permitted more.
    static func write(_ text: String, to path: String, isPrivate: Bool = false) throws(Failure) {
        let text = text.hasSuffix("\n") ? text : text + "\n"
        var status = stat()
        let exists = stat(path, &status) == 0
        if exists, status.st_mode & S_IFMT != S_IFREG { return try put(text, into: open(path, O_WRONLY), path) }
        let target = exists ? real(path) : path
        var template = Array("\(folder(of: target))/.dbconverge-XXXXXX".utf8CString)
        let file = mkstemp(&template)
        guard file >= 0 else { throw failure(path, String(cString: strerror(errno))) }
        let temporary = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        do throws(Failure) {
            // As a new file would have it, or as the old one has.
            let mask = umask(0)
            umask(mask)
            fchmod(file, isPrivate ? 0o600 : exists ? status.st_mode & 0o7777 : 0o666 & ~mask)
            try put(text, into: file, path)
            guard rename(temporary, target) == 0 else { throw failure(path, String(cString: strerror(errno))) }
        } catch {
            unlink(temporary)
            throw error
        }
    }

    /// Writes all of it and closes the descriptor.
    private static func put(_ text: String, into file: Int32, _ path: String) throws(Failure) {
        guard file >= 0 else { throw failure(path, String(cString: strerror(errno))) }
        var problem = Console.write(text, to: file)
        // A pipe has nothing to synchronize.
        if problem == 0, fsync(file) != 0, errno != EINVAL { problem = errno }
        if close(file) != 0, problem == 0 { problem = errno }
        guard problem == 0 else { throw failure(path, String(cString: strerror(problem))) }
    }

    /// Where a symbolic link leads, so that the file is replaced and not the link.
    private static func real(_ path: String) -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    private static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    }

    private static func failure(_ path: String, _ why: String) -> Failure {
        Failure(message: "the output file '\(path)' cannot be written: \(why)")
    }
}
