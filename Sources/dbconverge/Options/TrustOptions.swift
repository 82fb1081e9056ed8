import ArgumentParser
import GitSource

/// Whose signatures a commit needs before a command believes it.
struct TrustOptions: ParsableArguments {
    @Option(
        help: """
            What must be signed by a person who is allowed to: the commit, the tag that --ref names, or both. \
            (values: commit, tag, both, none; default: `verify` in the user's configuration file, else none)
            """)
    var verifyCommit: VerifyArgument?

    @Option(help: "Who may sign with SSH keys: a file as ssh-keygen reads it, outside of the repository.")
    var allowedSigners: String?

    @Option(help: "SSH keys that count no longer: a KRL, or a list of public keys.")
    var revokedSigners: String?

    @Option(help: "Who may sign with OpenPGP keys: a file of public keys, outside of the repository.")
    var keyring: String?

    mutating func validate() throws {
        verifyCommit = verifyCommit ?? Environment.optional("verify-commit")
        allowedSigners = allowedSigners ?? Environment.optional("allowed-signers")
        revokedSigners = revokedSigners ?? Environment.optional("revoked-signers")
        keyring = keyring ?? Environment.optional("keyring")
        let files = [
            ("--allowed-signers", allowedSigners), ("--revoked-signers", revokedSigners), ("--keyring", keyring),
        ]
        for (option, value) in files where value?.isEmpty == true {
            throw ValidationError("\(option) is empty; leave it out for what the configuration file says")
        }
    }
}

/// What must be signed, as people type it.
enum VerifyArgument: String, ExpressibleByArgument, CaseIterable {
    case commit, tag, both, none

    /// Nil: nothing.
    var subject: SignaturePolicy.Subject? { SignaturePolicy.Subject(rawValue: rawValue) }
}
