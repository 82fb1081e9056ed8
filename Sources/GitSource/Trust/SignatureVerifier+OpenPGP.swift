extension SignatureVerifier {
    /// In a home of its own, with the keys of the file and no others: no agent, no network, no user's keyring.
    func verifyOpenPGP(_ object: SignedObject) throws(GitSourceError) -> VerifiedSignature {
        guard let keyring = files.keyring else {
            throw .unknown(object.name, key: "an OpenPGP key", "and no OpenPGP keys are allowed: there is no keyring")
        }
        let name = "gnupg-\(object.id.hexadecimal)"
        let home = try scratch.makeDirectory(name)
        let program = try VerifierProgram("gpg", package: "gnupg", home: home, programs, process)
        let common = [
            "--batch", "--no-tty", "--no-options", "--no-autostart", "--homedir", home, "--status-fd", "1",
        ]
        if keyring.bytes.dropFirst(8).starts(with: "KBXf".utf8) {
            _ = try scratch.write("\(name)/pubring.kbx", keyring.bytes)
        } else {
            let imported = try program.run(common + ["--import", keyring.path])
            guard GPGStatus.hasImported(imported.bytes) else {
                throw .untrusted(
                    keyring.file, "has no OpenPGP keys that can be used",
                    hint: "make it with `gpg --export --armor KEY … > FILE`")
            }
        }
        let (payload, signature) = try write(object)
        let answer = try program.run(
            common + [
                "--trust-model", "always", "--no-auto-check-trustdb", "--no-auto-key-retrieve", "--disable-dirmngr",
                "--verify", signature, payload,
            ])
        return try judge(GPGStatus(answer.bytes), answer, object, keyring.file, program)
    }

    private func judge(
        _ status: GPGStatus, _ answer: VerifierProcess.Output, _ object: SignedObject, _ keyring: SignerFile,
        _ program: VerifierProgram
    ) throws(GitSourceError) -> VerifiedSignature {
        let key = "the OpenPGP key \(status.key ?? "of unknown id")"
        switch status.verdict {
        case .good(let signer, let fingerprint):
            guard answer.status == 0 else { throw program.failure("it found it good, and failed nevertheless") }
            return VerifiedSignature(kind: .openpgp, signer: signer, fingerprint: fingerprint)
        case .bad: throw .tampered(object.name, key: key)
        case .unknownKey: throw .unknown(object.name, key: key, "which is not in \(keyring.quoted)")
        case .expiredKey: throw .expired(object.name, key: key, "which has expired")
        case .expiredSignature: throw .expired(object.name, key: key, "and the signature has expired")
        case .revokedKey: throw .revoked(object.name, key: key, "which is revoked in \(keyring.quoted)")
        case .several(let count):
            throw .unsupported(object.name, "its block has \(count) signatures, and one is accepted")
        case .weakHash(let name):
            throw .unsupported(object.name, "it is made over a hash of \(name), which is broken")
        case .otherClass(let name):
            throw .unsupported(object.name, "it is of the class \(name), and not over a document")
        case .failed(let reason): throw .unsupported(object.name, "gpg cannot check it (\(reason))")
        case .none: throw .unsupported(object.name, "gpg finds no signature in it")
        }
    }
}
