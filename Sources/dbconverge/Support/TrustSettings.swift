import ArgumentParser
import GitSource

/// Whose signatures are asked for, from the options, their variables and the user's configuration file together.
struct TrustSettings: Sendable {
    /// Nil: none are.
    let policy: SignaturePolicy?
    /// What is written on stderr: what the configuration file asks for is not done.
    let warnings: [String]

    /// An option wins over the configuration file, each of them for itself. Throws a usage error where signatures are
    /// asked for that no key could make, or signers are named and no signatures are asked for.
    init(_ options: TrustOptions, user: UserConfiguration, workingDirectory: String) throws {
        let configured = user.verify
        let asked = options.verifyCommit
        let subject = asked.map(\.subject) ?? configured?.subject
        warnings = Self.warnings(asked, configured)
        guard let subject else {
            if asked == nil, let option = options.firstFile {
                throw ValidationError("\(option) is for signatures, and none are asked for: give --verify-commit too")
            }
            policy = nil
            return
        }
        func file(_ given: String?, _ option: String, _ setting: UserConfiguration.Setting?) -> SignerFile? {
            if let given {
                return SignerFile(given.hasPrefix("/") ? given : "\(workingDirectory)/\(given)", origin: option)
            }
            return setting.map { SignerFile($0.text, origin: $0.locationText) }
        }
        let policy = SignaturePolicy(
            subject, allowedSigners: file(options.allowedSigners, "--allowed-signers", configured?.allowedSigners),
            revokedSigners: file(options.revokedSigners, "--revoked-signers", configured?.revokedSigners),
            keyring: file(options.keyring, "--keyring", configured?.keyring))
        if policy.allowedSigners == nil, policy.keyring == nil {
            let asker = asked == nil ? configured?.locationText ?? "'verify'" : "--verify-commit"
            throw ValidationError(
                "\(asker) asks for signatures, and names no one who may sign: give --allowed-signers or --keyring"
            )
        }
        if policy.revokedSigners != nil, policy.allowedSigners == nil {
            throw ValidationError(
                "revoked signers are about SSH keys, and none are allowed: give --allowed-signers too")
        }
        self.policy = policy
    }

    /// The settings of a command. Throws `Failure` where the configuration file cannot be read.
    static func current(_ options: TrustOptions, workingDirectory: String) throws -> TrustSettings {
        try TrustSettings(options, user: try UserFile.read(), workingDirectory: workingDirectory)
    }

    /// Throws a usage error where signatures are asked for: what is on disk has none.
    func checkWorkTree() throws {
        guard policy != nil else { return }
        throw ValidationError(
            "--working-tree reads files that no one has signed, and signatures are asked for; "
                + "give --verify-commit none with it to read them all the same")
    }

    private static func warnings(_ asked: VerifyArgument?, _ configured: UserConfiguration.Verify?) -> [String] {
        guard let asked, let configured else { return [] }
        let required = configured.subject
        guard asked != .both, asked.subject != required else { return [] }
        let what = asked == .none ? "nothing is verified" : "only the \(asked.rawValue) is verified"
        let wanted = required == .both ? "commit and tag" : "the \(required.rawValue)"
        return [
            "--verify-commit \(asked.rawValue): \(what), though \(configured.locationText) asks for signatures of \(wanted)"
        ]
    }
}

extension TrustOptions {
    /// The first option that names a file.
    fileprivate var firstFile: String? {
        [("--allowed-signers", allowedSigners), ("--revoked-signers", revokedSigners), ("--keyring", keyring)]
            .first { $0.1 != nil }?.0
    }
}
