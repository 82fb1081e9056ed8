internal import Glibc

/// The directories in which loose objects can be: the repository's own, and those that it borrows from.
final class ObjectDirectories {
    let paths: [String]
    /// By the first byte of an id, the directories that have loose objects of that kind; nil until the first is asked for.
    private var holders = [[String]?](repeating: nil, count: 256)

    /// The directories, and what their `info/alternates` name, as deep as git follows them.
    init(_ directories: [String]) {
        var paths: [String] = []
        var pending = directories.reversed().map { (path: $0.withoutTrailingSlash, depth: 0) }
        while let (path, depth) = pending.popLast(), paths.count < Self.limit {
            guard !paths.contains(path) else { continue }
            paths.append(path)
            if depth < 5 { pending += Self.alternates(of: path).reversed().map { ($0, depth + 1) } }
        }
        self.paths = paths
    }

    private static let limit = 100

    /// The loose object of an id: the first that there is.
    func loose(
        _ id: ObjectID, accept: (ObjectHeader) throws(GitSourceError) -> Void
    ) throws -> GitObject? {
        let directories = holders(of: id)
        if directories.isEmpty { return nil }
        let name = id.hexadecimal.dropFirst(2)
        for directory in directories {
            if let object = try LooseObject.read("\(directory)/\(name)", accept: accept) { return object }
        }
        return nil
    }

    /// The directories that can have the loose object. Most objects are packed: then there is no directory, and nothing has to be looked for in it.
    func holders(of id: ObjectID) -> [String] {
        if let known = holders[Int(id.firstByte)] { return known }
        let digits = id.hexadecimal.prefix(2)
        let directories = paths.map { "\($0)/\(digits)" }
        let found = directories.filter { access($0, F_OK) == 0 || errno != ENOENT }
        holders[Int(id.firstByte)] = found
        return found
    }

    private static func alternates(of directory: String) -> [String] {
        let descriptor = open("\(directory)/info/alternates", O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            let bytes = Descriptor.readAll(descriptor, limit: 1 << 16)
        else { return [] }
        return bytes.split(separator: UInt8(ascii: "\n")).filter { $0.first != UInt8(ascii: "#") }.map { line in
            let path = String(decoding: line, as: UTF8.self).withoutTrailingSlash
            return path.utf8.first == UInt8(ascii: "/") ? path : "\(directory)/\(path)"
        }
    }
}
