internal import Glibc

extension SignatureVerifier {
    /// Git's own steps: who could have made it at the time of the object, then whether one of them did. What
    /// `ssh-keygen` says is its exit status; the key is read from the signature here.
    func verifySSH(_ object: SignedObject) throws(GitSourceError) -> VerifiedSignature {
        let signature: SSHSignature
        do {
            signature = try SSHSignature(armored: object.signature.bytes)
        } catch {
            throw .unsupported(object.name, error.text)
        }
        guard signature.namespace == "git" else {
            throw .unsupported(
                object.name, "it was made for the namespace `\(signature.namespace)`, and git's is `git`")
        }
        let key = "the SSH key \(signature.key.fingerprint)"
        guard let allowed = files.allowedSigners else {
            throw .unknown(object.name, key: key, "and no SSH keys are allowed: there is no file of allowed signers")
        }
        guard let time = VerifyTime.text(object.madeAt) else {
            throw .unsupported(object.name, "its time is not between the years 1970 and 9999")
        }
        let (payload, file) = try write(object)
        let program = try VerifierProgram(
            "ssh-keygen", package: "openssh-client", home: scratch.path, programs, process)
        let check = try program.run("-Y", "check-novalidate", "-n", "git", "-s", file, input: payload)
        guard check.status == 0 else { throw .tampered(object.name, key: key) }
        let options = ["-O", "verify-time=\(time)"]
        let found = try program.run(["-Y", "find-principals", "-f", allowed.path, "-s", file] + options)
        let principals = found.status == 0 ? Self.lines(found.bytes) : []
        let verify = ["-Y", "verify", "-n", "git", "-f", allowed.path, "-s", file] + options
        var signer: String?
        for principal in principals.prefix(Self.mostPrincipals) where signer == nil {
            let answer = try program.run(verify + ["-I", principal], input: payload)
            if answer.status == 0 { signer = principal }
        }
        guard let signer else {
            throw AllowedSigners(allowed.bytes).objection(
                to: signature.key, at: object.madeAt, object.name, key: key, in: allowed.file)
        }
        if let revoked = files.revokedSigners {
            try RevokedSigners.check(revoked, program)
            let answer = try program.run(verify + ["-I", signer, "-r", revoked.path], input: payload)
            guard answer.status == 0 else {
                throw .revoked(object.name, key: key, "which \(revoked.file.quoted) revokes")
            }
        }
        return VerifiedSignature(kind: .ssh, signer: signer, fingerprint: signature.key.fingerprint)
    }

    private static let mostPrincipals = 100

    private static func lines(_ bytes: [UInt8]) -> [String] {
        bytes.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
    }
}

/// A time as `ssh-keygen -O verify-time` takes it.
enum VerifyTime {
    /// In UTC, which its `Z` says; nil where the year has not four digits.
    static func text(_ seconds: Int64) -> String? {
        guard (0..<253_402_300_800).contains(seconds) else { return nil }
        var time = time_t(seconds)
        var parts = tm()
        guard gmtime_r(&time, &parts) != nil else { return nil }
        let numbers = [parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec]
        return "\(parts.tm_year + 1900)" + numbers.map { $0 < 10 ? "0\($0)" : "\($0)" }.joined() + "Z"
    }
}

/// The file of revoked SSH keys. One that cannot be read revokes nothing in the exit status, so that is found before.
enum RevokedSigners {
    /// Throws where it is neither a KRL nor a list of public keys.
    static func check(_ copy: SignerFiles.Copy, _ program: VerifierProgram) throws(GitSourceError) {
        let isSound =
            copy.bytes.starts(with: "SSHKRL\n".utf8)
            ? try program.run("-Q", "-l", "-f", copy.path).status == 0 : isList(copy.bytes)
        guard isSound else {
            throw .untrusted(
                copy.file, "is neither a KRL nor a list of public keys",
                hint: "make a KRL with `ssh-keygen -k -f FILE key.pub …`, or list public keys, one a line")
        }
    }

    private static func isList(_ bytes: [UInt8]) -> Bool {
        bytes.split(separator: UInt8(ascii: "\n")).map { AllowedSigners.words(String(decoding: $0, as: UTF8.self)) }
            .allSatisfy { words in
                guard let first = words.first, !first.hasPrefix("#") else { return true }
                return words.count > 1 && AllowedSigners.blob(words[1]) != nil
            }
    }
}
