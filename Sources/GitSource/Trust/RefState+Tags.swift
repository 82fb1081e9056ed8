extension RefState {
    /// The annotated tags from the object that the ref names to the commit, which `commit(in:)` has followed before.
    func tags(in objects: any ObjectStore) throws(GitSourceError) -> [(id: ObjectID, bytes: [UInt8])] {
        var tags: [(id: ObjectID, bytes: [UInt8])] = []
        var next = ObjectID(hexadecimal: object.utf8)
        while let id = next, tags.count < Self.tagLimit {
            let read = try objects.read(id, "cannot read the tag") { _ in }
            guard read.kind == .tag else { break }
            tags.append((id, read.bytes))
            next = Tag(read.bytes)?.target
        }
        return tags
    }
}
