/// A commit or an annotated tag, taken apart into a signature and what it was made over.
struct SignedObject {
    let id: ObjectID
    /// What errors call it.
    let name: String
    /// Everything but the signature.
    let payload: [UInt8]
    let signature: SignatureArmor
    /// When it says that it was made, in seconds since 1970.
    let madeAt: Int64

    /// A commit: the signature is in the header `gpgsig`.
    init(commit bytes: [UInt8], id: ObjectID) throws(GitSourceError) {
        let name = "the commit \(id.hexadecimal.prefix(12))"
        guard let headers = ObjectHeaders(bytes) else { throw .unsupported(name, "its headers are malformed") }
        let signatures = try Self.signatures(headers, name)
        guard let first = signatures.first else { throw .unsigned(name, isTag: false) }
        guard signatures.count == 1 else {
            throw .unsupported(name, "it has \(signatures.count) signatures, and one is accepted")
        }
        guard let madeAt = headers.time("committer") else {
            throw .unsupported(name, "it does not say when it was made")
        }
        (self.id, self.name, self.madeAt) = (id, name, madeAt)
        payload = Array(bytes[..<first.range.lowerBound] + bytes[first.range.upperBound...])
        signature = try Self.armor(first.value, name)
    }

    /// A tag: the signature is the block at its end.
    init(tag bytes: [UInt8], id: ObjectID) throws(GitSourceError) {
        let name = "the tag \(id.hexadecimal.prefix(12))"
        guard let headers = ObjectHeaders(bytes) else { throw .unsupported(name, "its headers are malformed") }
        let tagName = try Self.tagName(headers, name)
        try self.init(tag: bytes, id: id, headers, name: "the tag `\(tagName)`")
    }

    private init(tag bytes: [UInt8], id: ObjectID, _ headers: ObjectHeaders, name: String) throws(GitSourceError) {
        guard try Self.signatures(headers, name).isEmpty else {
            throw .unsupported(name, "it has a signature in its headers, and a tag has its own at its end")
        }
        guard let start = SignatureArmor.lastStart(in: bytes), start > headers.end else {
            throw .unsigned(name, isTag: true)
        }
        guard let madeAt = headers.time("tagger") else { throw .unsupported(name, "it does not say when it was made") }
        (self.id, self.name, self.madeAt) = (id, name, madeAt)
        payload = Array(bytes[..<start])
        signature = try Self.armor(bytes[start...], name)
    }

    /// By which name a tag calls itself.
    static func tagName(_ bytes: [UInt8], id: ObjectID) throws(GitSourceError) -> String {
        let name = "the tag \(id.hexadecimal.prefix(12))"
        guard let headers = ObjectHeaders(bytes) else { throw .unsupported(name, "its headers are malformed") }
        return try tagName(headers, name)
    }

    private static func tagName(_ headers: ObjectHeaders, _ name: String) throws(GitSourceError) -> String {
        let names = headers.all("tag")
        guard names.count == 1, let text = String(validating: names[0].value, as: UTF8.self) else {
            throw .unsupported(name, "it does not say what it is called")
        }
        return text
    }

    /// The headers with a signature over this object. One over its SHA-256 form is none, and is refused.
    private static func signatures(_ headers: ObjectHeaders, _ name: String) throws(GitSourceError)
        -> [ObjectHeaders.Header]
    {
        if let other = headers.headers.first(where: { $0.name.hasPrefix("gpgsig") && $0.name != "gpgsig" }) {
            throw .unsupported(name, "it has the header `\(other.name)`, which signs another form of it")
        }
        return headers.all("gpgsig")
    }

    private static func armor(_ text: some Collection<UInt8>, _ name: String) throws(GitSourceError) -> SignatureArmor {
        do {
            return try SignatureArmor(text)
        } catch {
            switch error {
            case .x509: throw .unsupported(name, "its signature is of X.509, which is not supported")
            case .carriageReturns: throw .unsupported(name, "its signature has carriage returns at its lines' ends")
            case .unknown: throw .unsupported(name, "its signature is of no known kind")
            case .malformed: throw .unsupported(name, "its signature is not one whole block")
            }
        }
    }
}
