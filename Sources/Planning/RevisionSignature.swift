/// A good signature of a revision's commit or tag, as plans, reports and the journal keep it.
public struct RevisionSignature: Hashable, Sendable, Codable {
    /// `ssh` or `openpgp`.
    public var kind: String
    /// The principal, or the user id of the OpenPGP key.
    public var signer: String
    /// `SHA256:…` of an SSH key, 40 hexadecimal digits of an OpenPGP key.
    public var fingerprint: String

    /// A signature.
    public init(kind: String, signer: String, fingerprint: String) {
        (self.kind, self.signer, self.fingerprint) = (kind, signer, fingerprint)
    }
}

/// The signatures for which a revision was believed.
public struct RevisionSignatures: Hashable, Sendable {
    /// The commit's; nil where it was not asked for.
    public var commit: RevisionSignature?
    /// That of the tag which the ref named; nil where it was not asked for.
    public var tag: RevisionSignature?

    /// Signatures; none where nothing was verified.
    public init(commit: RevisionSignature? = nil, tag: RevisionSignature? = nil) {
        (self.commit, self.tag) = (commit, tag)
    }
}
