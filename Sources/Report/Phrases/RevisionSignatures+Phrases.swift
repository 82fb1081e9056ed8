public import Planning
import Text

extension RevisionSignatures {
    /// Who signed what with which keys; nil where nothing was verified.
    public var sentence: String? { phrase(withKeys: true) }

    /// Who signed what, such as `signed by ops@example.org`; nil where nothing was verified. With `withKeys` the keys'
    /// fingerprints too.
    func phrase(withKeys: Bool = false) -> String? {
        func by(_ signature: RevisionSignature) -> String {
            "by \(signature.signer)" + (withKeys ? " with \(signature.fingerprint)" : "")
        }
        return switch (tag, commit) {
        case (nil, nil): nil
        case (nil, let commit?): "signed \(by(commit))"
        case (let tag?, nil): "tag signed \(by(tag))"
        case (let tag?, let commit?) where tag == commit: "tag and commit signed \(by(tag))"
        case (let tag?, let commit?): "tag signed \(by(tag)), commit \(by(commit))"
        }
    }
}

extension String {
    /// With a capital letter at its beginning, as a paragraph has it.
    var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}

extension Plan {
    /// The signatures for which its revision was believed.
    var signatures: RevisionSignatures { RevisionSignatures(commit: signature, tag: tagSignature) }
}
