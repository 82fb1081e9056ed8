/// What keeps a revision from being trusted. Each signature that is not good is one of these.
extension GitSourceError.Code {
    /// There is no signature.
    public static let unsigned = Self("unsigned")
    /// The signature is by a key that nothing allows.
    public static let unknownSigner = Self("unknown signer")
    /// The signature, or the key's permission, had expired, or had not begun.
    public static let expiredSignature = Self("expired signature")
    /// The key is revoked.
    public static let revokedSigner = Self("revoked signer")
    /// The signature was made over other content.
    public static let tampered = Self("tampered")
    /// The signature is of a kind that is not verified, or is malformed.
    public static let unsupportedSignature = Self("unsupported signature")
    /// A signed tag is asked for, and the ref names none, or one that belongs elsewhere.
    public static let wrongTag = Self("wrong tag")
    /// A file that says whom to trust cannot be read, or cannot itself be trusted.
    public static let untrustedSigners = Self("untrusted signers")
    /// A program that verifies is not installed.
    public static let verifierMissing = Self("verifier missing")
    /// A program that verifies did not end in time.
    public static let verifierTimedOut = Self("verifier timed out")
    /// A program that verifies failed otherwise.
    public static let verifierFailed = Self("verifier failed")
}

extension GitSourceError {
    /// Whether the revision is there, and not trusted.
    public var isAboutTrust: Bool {
        [
            .unsigned, .unknownSigner, .expiredSignature, .revokedSigner, .tampered, .unsupportedSignature, .wrongTag,
            .untrustedSigners, .verifierMissing, .verifierTimedOut, .verifierFailed,
        ].contains(code)
    }

    private static let page = "docs/trust.md"

    static func unsigned(_ name: String, isTag: Bool) -> GitSourceError {
        GitSourceError(
            .unsigned, "\(name) is not signed, and only signed ones are read here",
            hint: isTag
                ? "make it anew with \(GitCommand.spell(["tag", "-s"])); \(page) has the set-up"
                : "put a signed commit on top of it (\(GitCommand.spell(["commit", "-S"])); merges are signed too); "
                    + "\(page) has the set-up")
    }

    static func unknown(_ name: String, key: String, _ why: String) -> GitSourceError {
        GitSourceError(
            .unknownSigner, "\(name) is signed with \(key), \(why)",
            hint: "find out whose key that is; an administrator of this machine can allow it (\(page))")
    }

    static func expired(_ name: String, key: String, _ why: String) -> GitSourceError {
        GitSourceError(
            .expiredSignature, "\(name) is signed with \(key), \(why)",
            hint: "put a commit (or tag) on top that is signed with a valid key, or let an administrator of this "
                + "machine prolong this one (\(page))")
    }

    static func revoked(_ name: String, key: String, _ why: String) -> GitSourceError {
        GitSourceError(
            .revokedSigner, "\(name) is signed with \(key), \(why)",
            hint: "find out who made it, for the key may be stolen; sign what is right anew with another key")
    }

    static func tampered(_ name: String, key: String) -> GitSourceError {
        GitSourceError(
            .tampered, "the signature of \(name) is bad: \(key) did not sign this content",
            hint: "find out who pushed it: honest programs do not make such objects")
    }

    static func unsupported(_ name: String, _ why: String) -> GitSourceError {
        GitSourceError(
            .unsupportedSignature, "the signature of \(name) cannot be verified: \(why)",
            hint: "sign anew with git and an SSH or OpenPGP key; \(page) has the set-up")
    }

    static func wrongTag(_ why: String) -> GitSourceError {
        GitSourceError(.wrongTag, why, hint: "give a signed tag with --ref, such as `--ref v1.2`; see \(page)")
    }

    static func untrusted(_ file: SignerFile, _ why: String, hint: String) -> GitSourceError {
        GitSourceError(.untrustedSigners, "\(file.quoted) \(why)", hint: hint)
    }

    static func missing(verifier: String, package: String) -> GitSourceError {
        GitSourceError(
            .verifierMissing, "signatures cannot be verified: `\(verifier)` is not installed",
            hint: "install it (the package \(package) on Debian); it is looked for in the absolute directories of PATH")
    }
}
