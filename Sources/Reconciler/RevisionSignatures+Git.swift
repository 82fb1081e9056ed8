public import GitSource
public import Planning

extension RevisionSignatures {
    /// Those that were verified when the revision was read.
    public init(_ verified: VerifiedSignatures) {
        self.init(commit: verified.commit.map(RevisionSignature.init), tag: verified.tag.map(RevisionSignature.init))
    }
}

extension RevisionSignature {
    fileprivate init(_ verified: VerifiedSignature) {
        self.init(kind: verified.kind.rawValue, signer: verified.signer, fingerprint: verified.fingerprint)
    }
}
