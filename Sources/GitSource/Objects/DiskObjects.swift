internal import CLibGit2

/// The objects of an open repository: loose ones are read here, packed ones by libgit2. All ids are recomputed, but for
/// those of files on their way to the parent, which does so itself.
final class DiskObjects: ObjectStore {
    private let repository: Repository
    private let database: Handle
    private let directories: ObjectDirectories
    /// Sees each object once it has been read and checked.
    private let observe: (ObjectID, GitObject) -> Void
    private let isForParent: Bool

    /// `isForParent`: in a child, of which the parent believes nothing, and whose limits bound what a file can take.
    init(
        _ repository: Repository, isForParent: Bool = false,
        observe: @escaping (ObjectID, GitObject) -> Void = { _, _ in }
    ) throws(GitSourceError) {
        self.repository = repository
        self.isForParent = isForParent
        self.observe = observe
        let handle = repository.handle
        database = try reading("cannot read the objects of `\(repository.root)`", in: repository.root) {
            () throws(LibGit2Failure) in
            try Handle(in: handle, freedBy: git_odb_free) { out in handle.use { git_repository_odb(&out, $0) } }
        }
        directories = ObjectDirectories(repository.objectDirectories)
    }

    var root: String { repository.root }

    func has(_ id: ObjectID) -> Bool {
        var oid = git_oid(id)
        return database.use { git_odb_exists($0, &oid) } == 1
    }

    func read(
        _ id: ObjectID, _ what: @autoclosure () -> String, accept: (ObjectHeader) throws(GitSourceError) -> Void
    ) throws(GitSourceError) -> GitObject {
        let object: GitObject
        do {
            if let loose = try directories.loose(id, accept: accept) {
                guard loose.id == id else { throw GitSourceError.altered(root, id, what()) }
                object = loose
            } else {
                object = try packed(id, what, accept: accept)
            }
        } catch let error as GitSourceError {
            throw error
        } catch let fault as LooseObject.Fault where fault.isForbidden {
            throw GitSourceError(
                .unreadable, "\(what()): \(fault.text)",
                hint: "let the user of this process read all files of the repository", underlying: nil)
        } catch let fault as LooseObject.Fault {
            throw .damaged(root, "\(what()): \(fault.text)")
        } catch {
            throw .damaged(root, "\(what()): \(error)")
        }
        observe(id, object)
        return object
    }

    private func packed(
        _ id: ObjectID, _ what: () -> String, accept: (ObjectHeader) throws(GitSourceError) -> Void
    ) throws(GitSourceError) -> GitObject {
        var oid = git_oid(id)
        var size = 0
        var type = GIT_OBJECT_INVALID
        do {
            try LibGit2.check { database.use { git_odb_read_header(&size, &type, $0, &oid) } }
        } catch {
            throw repository.lacks(error, what())
        }
        guard let kind = ObjectKind(type) else { throw unlike(id, what) }
        try accept(ObjectHeader(kind: kind, size: size))
        let object: Handle
        do {
            object = try Handle(in: database, freedBy: git_odb_object_free) { out in
                database.use { git_odb_read(&out, $0, &oid) }
            }
        } catch {
            throw repository.lacks(error, what())
        }
        return try object.use { object throws(GitSourceError) in
            guard git_odb_object_size(object) == size, git_odb_object_type(object) == type else {
                throw unlike(id, what)
            }
            return GitObject(kind: kind, copying: object)
        }
    }

    /// Looking at a packed file's header first costs a third of reading it, and recomputing its id a half: a child spares both.
    func readFile(
        _ id: ObjectID, _ what: @autoclosure () -> String, accept: (ObjectHeader) throws(GitSourceError) -> Void
    ) throws(GitSourceError) -> GitObject {
        guard isForParent, directories.holders(of: id).isEmpty, let object = believed(id) else {
            return try read(id, what(), accept: accept)
        }
        try accept(ObjectHeader(kind: object.kind, size: object.bytes.count))
        observe(id, object)
        return object
    }

    /// A packed object whose content may be another than its id says; nil where it cannot be read, or not in the memory
    /// that this process has.
    private func believed(_ id: ObjectID) -> GitObject? {
        // The setting is that of the whole process, in which a child reads alone.
        _ = dbconverge_git_set_strict_hash_verification(0)
        defer { _ = dbconverge_git_set_strict_hash_verification(1) }
        var oid = git_oid(id)
        let object = try? Handle(in: database, freedBy: git_odb_object_free) { out in
            database.use { git_odb_read(&out, $0, &oid) }
        }
        return object?.use { object in
            ObjectKind(git_odb_object_type(object)).map { GitObject(kind: $0, copying: object) }
        }
    }

    private func unlike(_ id: ObjectID, _ what: () -> String) -> GitSourceError {
        .damaged(root, "\(what()): the object \(id.hexadecimal) is not what its header says")
    }

    /// The id of an object that is there, from its digits, four or more; throws libgit2's code where it is none or several.
    func find(_ digits: String) throws(LibGit2Failure) -> ObjectID {
        var prefix = git_oid()
        var found = git_oid()
        try LibGit2.check { git_oid_fromstrn(&prefix, digits, digits.utf8.count) }
        try LibGit2.check { database.use { git_odb_exists_prefix(&found, $0, &prefix, digits.utf8.count) } }
        guard let id = ObjectID(found) else { throw LibGit2Failure(GIT_ERROR.rawValue) }
        return id
    }
}

extension GitObject {
    /// What libgit2 has read.
    fileprivate init(kind: ObjectKind, copying object: OpaquePointer) {
        let content = UnsafeRawBufferPointer(start: git_odb_object_data(object), count: git_odb_object_size(object))
        self.init(kind: kind, bytes: Array(content))
    }
}

extension ObjectKind {
    fileprivate init?(_ type: git_object_t) {
        guard let number = UInt8(exactly: type.rawValue) else { return nil }
        self.init(rawValue: number)
    }
}

extension ObjectID {
    init?(_ oid: git_oid) {
        guard let id = withUnsafeBytes(of: oid.id, { ObjectID($0) }) else { return nil }
        self = id
    }
}

extension git_oid {
    init(_ id: ObjectID) {
        self.init()
        withUnsafeMutableBytes(of: &self.id) { $0.copyBytes(from: id.bytes) }
    }
}
