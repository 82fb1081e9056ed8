/// Whose signatures a revision needs before anything of it is believed.
public struct SignaturePolicy: Hashable, Sendable {
    /// What has to be signed.
    public enum Subject: String, Hashable, Sendable, CaseIterable {
        /// The commit.
        case commit
        /// The annotated tag that the ref names, and each tag between it and the commit.
        case tag
        /// The commit and the tags.
        case both

        var includesCommit: Bool { self != .tag }
        var includesTag: Bool { self != .commit }
    }

    /// What has to be signed.
    public var subject: Subject
    /// Who may sign with SSH keys: a file as `ssh-keygen` reads it; nil: no one.
    public var allowedSigners: SignerFile?
    /// SSH keys that count no longer: a KRL, or a list of public keys; nil: none.
    public var revokedSigners: SignerFile?
    /// Who may sign with OpenPGP keys: every key in the file, armored, binary or a keybox; nil: no one.
    public var keyring: SignerFile?

    /// A policy. With neither allowed signers nor a keyring no signature is good enough.
    public init(
        _ subject: Subject, allowedSigners: SignerFile? = nil, revokedSigners: SignerFile? = nil,
        keyring: SignerFile? = nil
    ) {
        (self.subject, self.allowedSigners) = (subject, allowedSigners)
        (self.revokedSigners, self.keyring) = (revokedSigners, keyring)
    }
}

/// A file that says whom to trust, or whom no longer.
public struct SignerFile: Hashable, Sendable {
    /// Its absolute path.
    public var path: String
    /// Where it was named, for messages: an option, or a line of the configuration file.
    public var origin: String

    /// A file of this path.
    public init(_ path: String, origin: String) { (self.path, self.origin) = (path, origin) }

    /// For a sentence.
    var quoted: String { "`\(path)` (\(origin))" }
}
