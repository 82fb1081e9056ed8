/// The objects that a child has sent, by the ids that were recomputed here.
struct SentObjects: ObjectStore {
    let root: String
    let objects: [ObjectID: GitObject]

    func read(
        _ id: ObjectID, _ what: @autoclosure () -> String, accept: (ObjectHeader) throws(GitSourceError) -> Void
    ) throws(GitSourceError) -> GitObject {
        guard let object = objects[id] else {
            throw .altered(root, id, what())
        }
        try accept(ObjectHeader(kind: object.kind, size: object.bytes.count))
        return object
    }
}
