/// Verifies the signatures of what one reading rests on: of bytes whose ids have been recomputed, and of nothing that a
/// child says.
struct RevisionTrust: Sendable {
    let policy: SignaturePolicy
    var programs = VerifierPrograms()

    /// Throws where anything that has to be signed is not well signed.
    func verify(
        _ request: GitRequest, _ refState: RefState, _ objects: any ObjectStore, _ process: ChildProcess
    ) throws(GitSourceError) -> VerifiedSignatures {
        guard refState.ref == request.ref else {
            throw .damaged(refState.repository, "`\(request.ref)` was asked for, and `\(refState.ref)` was looked up")
        }
        let commit = try refState.commit(in: objects).1
        let tags = policy.subject.includesTag ? try self.tags(refState, commit.id, objects) : []
        let bytes = try objects.read(commit.id, as: .commit, limit: Commit.limit, "cannot read the commit")
        let signed = try policy.subject.includesCommit ? SignedObject(commit: bytes, id: commit.id) : nil
        let scratch = try ScratchDirectory(in: programs.temporary)
        defer { scratch.remove() }
        let files = try SignerFiles(
            policy, outside: SignerFiles.roots(of: request, said: refState.repository), scratch)
        let verifier = SignatureVerifier(files: files, scratch: scratch, programs: programs, process: process)
        var ofTags: [VerifiedSignature] = []
        for tag in tags { ofTags.append(try verifier.verify(tag)) }
        return VerifiedSignatures(
            commit: try signed.map { signed throws(GitSourceError) in try verifier.verify(signed) }, tag: ofTags.first)
    }

    /// The tags from the one that the ref names to the commit. The first has to be called as the ref is: a signed tag
    /// says nothing in another's place.
    private func tags(
        _ refState: RefState, _ commit: ObjectID, _ objects: any ObjectStore
    ) throws(GitSourceError) -> [SignedObject] {
        let tags = try refState.tags(in: objects)
        let spelling = try RefSpelling(refState.spelling)
        guard let first = tags.first, let last = tags.last else {
            throw .wrongTag("`\(spelling.text)` is not an annotated tag, and only signed tags are read here")
        }
        guard Tag(last.bytes)?.target == commit else {
            throw .wrongTag(
                "`\(spelling.text)` is another commit than that of the tag `\(spelling.base)`, which says nothing of it"
            )
        }
        let called = try SignedObject.tagName(first.bytes, id: first.id)
        guard spelling.names(tag: called, first.id) else {
            throw .wrongTag(
                "`\(spelling.base)` names the object of the tag `\(called)`: a tag was put in the place of another")
        }
        var signed: [SignedObject] = []
        for tag in tags { signed.append(try SignedObject(tag: tag.bytes, id: tag.id)) }
        return signed
    }
}

extension RefSpelling {
    /// Whether this is the name of a tag, or the whole id of its object.
    fileprivate func names(tag name: String, _ id: ObjectID) -> Bool {
        hexadecimalDigits == 40 && ObjectID(hexadecimal: base.utf8) == id
            || [name, "tags/\(name)", "refs/tags/\(name)"].contains(base)
    }
}
