internal import Glibc

/// Reads a work tree's directories and files from the disk, from its root down. A symbolic link is never followed, also one
/// that another process puts in the place of something else meanwhile, and a named pipe is never waited for.
struct WorkTreeDisk {
    /// The work tree's root.
    let root: String

    enum Kind { case file, directory, symbolicLink, special }

    /// Why the system refused something: its own number.
    struct Failure: Error {
        let code: Int32

        var message: String { String(cString: strerror(code)) }
    }

    /// What a path from the root is; nil where there is nothing.
    func kind(of path: RepositoryPath) throws(Failure) -> Kind? {
        guard let name = path.components.last else { return .directory }
        let directory: Int32
        do {
            directory = try open(path.parent(path.components.count - 1).components[...], O_DIRECTORY)
        } catch {
            if error.code == ENOENT || error.code == ENOTDIR { return nil }
            throw error
        }
        defer { close(directory) }
        var status = stat()
        guard fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw Failure(code: errno)
        }
        return Self.kind(status.st_mode)
    }

    /// What a directory holds, in no order.
    func entries(of path: RepositoryPath) throws(Failure) -> [(name: [UInt8], kind: Kind)] {
        let descriptor = try open(path.components[...], O_DIRECTORY)
        guard let stream = fdopendir(descriptor) else {
            let failure = Failure(code: errno)
            close(descriptor)
            throw failure
        }
        defer { closedir(stream) }
        var entries: [(name: [UInt8], kind: Kind)] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                if errno != 0 { throw Failure(code: errno) }
                return entries
            }
            let name = Self.name(entry)
            if name == [0x2E] || name == [0x2E, 0x2E] { continue }
            guard let kind = Self.kind(name, Int32(entry.pointee.d_type), in: descriptor) else { continue }
            entries.append((name, kind))
        }
    }

    /// A file's bytes; nil where there are more than `limit`.
    func read(_ path: RepositoryPath, limit: Int) throws(Failure) -> [UInt8]? {
        let descriptor = try open(path.components[...], O_NONBLOCK)
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Failure(code: errno) }
        guard Self.kind(status.st_mode) == .file else { throw Failure(code: EINVAL) }
        if status.st_size > limit { return nil }
        errno = 0
        if let bytes = Descriptor.readAll(descriptor, limit: limit) { return bytes }
        // It has grown since, or cannot be read.
        if errno != 0 { throw Failure(code: errno) }
        return nil
    }

    private func open(_ components: ArraySlice<String>, _ flags: Int32) throws(Failure) -> Int32 {
        let common = O_RDONLY | O_CLOEXEC
        var descriptor = Glibc.open(root, common | O_DIRECTORY)
        guard descriptor >= 0 else { throw Failure(code: errno) }
        for index in components.indices {
            let own = index == components.endIndex - 1 ? flags : O_DIRECTORY
            let next = openat(descriptor, components[index], common | O_NOFOLLOW | own)
            let code = errno
            close(descriptor)
            guard next >= 0 else { throw Failure(code: code) }
            descriptor = next
        }
        return descriptor
    }

    /// The name's bytes, read where they stand: an entry is shorter than its type says.
    private static func name(_ entry: UnsafeMutablePointer<dirent>) -> [UInt8] {
        guard let offset = MemoryLayout<dirent>.offset(of: \.d_name) else { return [] }
        let start = UnsafeRawPointer(entry).advanced(by: offset).assumingMemoryBound(to: UInt8.self)
        return Array(
            UnsafeBufferPointer(
                start: start, count: strlen(UnsafeRawPointer(start).assumingMemoryBound(to: CChar.self))))
    }

    /// Nil where it has gone meanwhile.
    private static func kind(_ name: [UInt8], _ type: Int32, in directory: Int32) -> Kind? {
        switch type {
        case Int32(DT_REG): return .file
        case Int32(DT_DIR): return .directory
        case Int32(DT_LNK): return .symbolicLink
        case Int32(DT_UNKNOWN):
            var status = stat()
            let text = name.map { CChar(bitPattern: $0) } + [0]
            guard fstatat(directory, text, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return nil }
            return kind(status.st_mode)
        default: return .special
        }
    }

    private static func kind(_ mode: mode_t) -> Kind {
        switch mode & S_IFMT {
        case S_IFREG: .file
        case S_IFDIR: .directory
        case S_IFLNK: .symbolicLink
        default: .special
        }
    }
}
