/// A signature that was found to be good, and by whom it is.
public struct VerifiedSignature: Hashable, Sendable {
    /// What made it.
    public enum Kind: String, Hashable, Sendable {
        case ssh, openpgp
    }

    /// What made it.
    public let kind: Kind
    /// The principal of the allowed signers' file, or the user id of the OpenPGP key.
    public let signer: String
    /// The key's: `SHA256:…` of an SSH key, 40 hexadecimal digits of an OpenPGP key, which are those of the primary key.
    public let fingerprint: String

    /// A good signature.
    public init(kind: Kind, signer: String, fingerprint: String) {
        (self.kind, self.signer, self.fingerprint) = (kind, signer, fingerprint)
    }
}

/// The signatures for which a revision was read.
public struct VerifiedSignatures: Hashable, Sendable {
    /// The commit's; nil where it was not asked for.
    public let commit: VerifiedSignature?
    /// That of the tag which the ref names; nil where it was not asked for.
    public let tag: VerifiedSignature?

    /// Signatures; none where nothing was verified.
    public init(commit: VerifiedSignature? = nil, tag: VerifiedSignature? = nil) {
        (self.commit, self.tag) = (commit, tag)
    }
}
