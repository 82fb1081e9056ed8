import Foundation
import TestSupport
import Testing

@testable import GitSource

/// A repository of commits and tags that git has signed with keys of every kind, each under a ref of its own, and the
/// files that say whom to trust. Made once for all the tests of `TrustTests`; no key, agent or keyring of the user who
/// runs them plays a part.
final class SignedRepository: Sendable {
    let repository: TemporaryRepository
    /// Where keys and files are, beside the repository.
    let keys: String

    var path: String { repository.path }
    var allowedSigners: String { "\(keys)/allowed_signers" }
    /// A KRL.
    var revokedSigners: String { "\(keys)/revoked_signers" }
    /// ASCII-armored.
    var keyring: String { "\(keys)/keyring.asc" }

    @TaskLocal static var shared: SignedRepository?

    init() throws {
        repository = try TemporaryRepository()
        keys = "\(repository.directory)/keys"
        try FileManager.default.createDirectory(atPath: "\(keys)/gnupg", withIntermediateDirectories: true)
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: "\(keys)/gnupg")
        try repository.write("fleet.yaml", "a")
        try repository.commit("one")
        try repository.git("branch", "unsigned")
        // The agent must not outlive what it serves.
        defer { _ = try? run("gpgconf --kill gpg-agent") }
        try makeSSH()
        try makeOpenPGP()
        try makeTags()
        try makeTampered()
    }

    /// Runs a script in the folder of the keys; returns what it prints, without the last line's end.
    @discardableResult
    func run(_ script: String) throws -> String {
        let output = "\(keys)/output-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: output) }
        let process = Process()
        process.executableURL = URL(filePath: "/bin/bash")
        process.arguments = ["-c", "set -eu -o pipefail; umask 022; exec >'\(output)' 2>&1; \(script)"]
        process.currentDirectoryURL = URL(filePath: keys)
        process.environment = [
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "HOME": keys,
            "GNUPGHOME": "\(keys)/gnupg", "LC_ALL": "C",
        ]
        process.standardInput = FileHandle.nullDevice
        try process.start()
        process.waitUntilExit()
        let said = String(decoding: try Data(contentsOf: URL(filePath: output)), as: UTF8.self)
        guard process.terminationStatus == 0 else { throw Failed(description: "\(script): \(said)") }
        return said.hasSuffix("\n") ? String(said.dropLast()) : said
    }

    struct Failed: Error, CustomStringConvertible { let description: String }

    /// git's options for a key: the path of an SSH key, or the program and the name of an OpenPGP key.
    func ssh(_ key: String) -> [String] { ["-c", "gpg.format=ssh", "-c", "user.signingkey=\(keys)/\(key)"] }

    func gpg(_ name: String, program: String = "gpg-now") -> [String] {
        [
            "-c", "gpg.format=openpgp", "-c", "gpg.program=\(keys)/\(program)", "-c",
            "user.signingkey=\(name)@example.org",
        ]
    }

    /// A signed commit with a branch of this name, after the parents.
    @discardableResult
    func commit(_ branch: String, _ options: [String], parents: [String] = ["unsigned"]) throws -> String {
        let made = try repository.output(
            of: options + ["commit-tree", "-S", "-m", branch] + parents.flatMap { ["-p", $0] } + ["unsigned^{tree}"])
        let id = String(decoding: made, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        try repository.git("branch", branch, id)
        return id
    }

    private func makeSSH() throws {
        try run(
            """
            for name in ed other revoked old past future files ca cert; do ssh-keygen -q -t ed25519 -N '' -C "$name" -f "$name"; done
            ssh-keygen -q -t ecdsa -N '' -f ec
            ssh-keygen -q -t rsa -b 2048 -N '' -f rsa
            ssh-keygen -q -s ca -I carol -n carol@corp.example -V 20250101Z:20300101Z cert.pub
            cp cert stale; cp cert.pub stale.pub
            ssh-keygen -q -s ca -I carol -n carol@corp.example -V 20240101Z:20250101Z stale.pub
            key() { cut -d' ' -f1,2 "$1.pub"; }
            {
              echo "# who may sign"
              echo "ed@example.org,second@example.org $(key ed)"
              echo "rsa@example.org namespaces=\\"git,file\\" $(key rsa)"
              echo "ec@example.org $(key ec)"
              echo "revoked@example.org $(key revoked)"
              echo "old@example.org valid-before=\\"20250101Z\\" $(key old)"
              echo "past@example.org valid-after=\\"20250101Z\\",valid-before=\\"20260201Z\\" $(key past)"
              echo "future@example.org valid-after=\\"20990101Z\\" $(key future)"
              echo "files@example.org namespaces=\\"file\\" $(key files)"
              echo "*@corp.example cert-authority $(key ca)"
            } > allowed_signers
            ssh-keygen -q -k -f revoked_signers revoked.pub
            """)
        for key in ["ed", "rsa", "ec", "other", "revoked", "old", "past", "future", "files"] {
            try commit("ssh-\(key)", ssh(key))
        }
        try commit("ssh-cert", ssh("cert-cert.pub"))
        try commit("ssh-stale", ssh("stale-cert.pub"))
        try commit("ssh-merge", ssh("ed"), parents: ["ssh-ec", "ssh-other"])
    }

    private func makeOpenPGP() throws {
        try run(
            """
            make() { gpg --batch --quiet --pinentry-mode loopback --passphrase '' "$@"; }
            printf '#!/bin/sh\\nexec gpg --homedir %s/gnupg --quiet "$@"\\n' "$PWD" > gpg-now
            printf '#!/bin/sh\\nexec gpg --homedir %s/gnupg --quiet --faked-system-time 20200101T120000! "$@"\\n' "$PWD" > gpg-then
            printf '#!/bin/sh\\nexec gpg --homedir %s/gnupg --quiet --faked-system-time 20200101T120000! --default-sig-expire 1d "$@"\\n' "$PWD" > gpg-brief
            chmod +x gpg-now gpg-then gpg-brief
            make --faked-system-time 20200101T000000! --quick-gen-key 'Old <old@example.org>' ed25519 sign 1d
            make --faked-system-time 20200101T000000! --quick-gen-key 'Brief <brief@example.org>' ed25519 sign never
            make --faked-system-time 20200101T000000! --quick-gen-key 'Grace % Hopper <grace@example.org>' ed25519 sign never
            make --quick-gen-key 'Revoked <revoked@example.org>' ed25519 sign never
            make --quick-gen-key 'Other <other@example.org>' ed25519 sign never
            make --quick-gen-key 'Sub <sub@example.org>' ed25519 cert never
            fingerprint() { gpg --batch --with-colons --list-keys "$1" | grep ^fpr | head -n 1 | cut -d: -f10; }
            make --quick-add-key "$(fingerprint sub@example.org)" ed25519 sign never
            """)
        try commit("gpg-good", gpg("grace"))
        try commit("gpg-sub", gpg("sub"))
        try commit("gpg-old", gpg("old", program: "gpg-then"))
        try commit("gpg-brief", gpg("brief", program: "gpg-brief"))
        try commit("gpg-revoked", gpg("revoked"))
        try commit("gpg-other", gpg("other"))
        try run(
            """
            fingerprint() { gpg --batch --with-colons --list-keys "$1" | grep ^fpr | head -n 1 | cut -d: -f10; }
            sed 's/^://' "gnupg/openpgp-revocs.d/$(fingerprint revoked@example.org).rev" | gpg --batch --quiet --import
            for form in --armor --no-armor; do
              gpg --batch $form --export old@example.org brief@example.org grace@example.org revoked@example.org sub@example.org > keyring$form
            done
            mv keyring--armor keyring.asc; mv keyring--no-armor keyring.gpg
            mkdir -m 700 boxed; gpg --batch --quiet --homedir boxed --import keyring.gpg; mv boxed/pubring.kbx keyring.kbx
            fingerprint grace@example.org > grace; fingerprint sub@example.org > sub
            """)
    }

    private func tag(_ name: String, _ options: [String], of target: String) throws {
        _ = try repository.output(of: options + ["tag", "-s", "-m", "release \(name)", name, target])
    }

    private func makeTags() throws {
        try tag("v1", ssh("ed"), of: "unsigned")
        try tag("v2", gpg("grace"), of: "ssh-ec")
        try tag("v3", ssh("other"), of: "ssh-ed")
        try tag("chain", ssh("ec"), of: "v1")
        try tag("weak-chain", ssh("ec"), of: "v3")
        try repository.git("tag", "light", "ssh-ed")
        try repository.git("tag", "-a", "-m", "release", "annotated", "ssh-ed")
        // An honest tag in the place of another.
        try repository.git("update-ref", "refs/tags/v9", try repository.git("rev-parse", "v1"))
        // A merge of a signed tag has the tag, with its signature, in a header of its own.
        try repository.git("checkout", "--quiet", "-b", "ssh-mergetag", "ssh-ed")
        _ = try repository.output(of: ssh("ed") + ["merge", "--quiet", "-S", "--no-ff", "-m", "merge", "v2"])
        try repository.git("checkout", "--quiet", "main")
    }

    /// A commit of what a script makes of another's bytes.
    @discardableResult
    func bend(_ source: String, to branch: String, _ script: String, kind: String = "commit") throws -> String {
        let git = "git -C '\(path)'"
        let id = try run(
            "\(git) cat-file \(kind) '\(source)' | \(script) | \(git) hash-object -t \(kind) -w --stdin --literally")
        try repository.git("update-ref", kind == "tag" ? "refs/tags/\(branch)" : "refs/heads/\(branch)", id)
        return id
    }

    private func makeTampered() throws {
        try repository.write("fleet.yaml", "evil")
        let tree = try repository.git("rev-parse", "\(try repository.commit("evil"))^{tree}")
        for kind in ["ssh-ed", "ssh-rsa", "gpg-good"] {
            try bend(kind, to: "\(kind)-message", "sed '$s/$/!/'")
            try bend(kind, to: "\(kind)-tree", "sed '1s/.*/tree \(tree)/'")
            try bend(kind, to: "\(kind)-crlf", "sed '/^gpgsig/,/END/s/$/\\r/'")
            try bend(
                kind, to: "\(kind)-twice",
                "awk '/^gpgsig/{on=1} on{block=block $0 \"\\n\"} {print} /-----END/{if(on){printf \"%s\", block; on=0}}'"
            )
            try bend(kind, to: "\(kind)-cut", "sed '/END/d'")
        }
        try bend("ssh-ed", to: "ssh-ed-sha256", "sed 's/^gpgsig/gpgsig-sha256/'")
        try bend("ssh-ed", to: "x509", "sed 's/SSH SIGNATURE/SIGNED MESSAGE/'")
        try bend("ssh-ed", to: "ssh-ed-header", "sed 's/^committer.*/&\\nextra x/'")
        try bend("v1", to: "v1-message", "sed 's/^tag v1/tag v1-message/'", kind: "tag")
        try bend(
            "v1", to: "v1-target", "sed \"1s/.*/object $(git -C '\(path)' rev-parse main)/;s/^tag v1/tag v1-target/\"",
            kind: "tag")
        // A signature for another namespace, put in the place of git's.
        try run(
            """
            git -C '\(path)' cat-file commit unsigned > payload
            ssh-keygen -q -Y sign -n file -f ed payload 2>/dev/null
            { sed '/^$/,$d' payload; printf 'gpgsig '; sed '2,$s/^/ /' payload.sig; sed -n '/^$/,$p' payload; } > other-namespace
            git -C '\(path)' update-ref refs/heads/ssh-namespace "$(git -C '\(path)' hash-object -t commit -w "$PWD/other-namespace")"
            """)
    }

    /// A policy with all the files of this fixture, or fewer.
    func policy(
        _ subject: SignaturePolicy.Subject = .commit, revoked: Bool = true, ssh: Bool = true, keyring: String? = "asc"
    ) -> SignaturePolicy {
        SignaturePolicy(
            subject, allowedSigners: ssh ? SignerFile(allowedSigners, origin: "--allowed-signers") : nil,
            revokedSigners: ssh && revoked ? SignerFile(revokedSigners, origin: "--revoked-signers") : nil,
            keyring: keyring.map { SignerFile("\(keys)/keyring.\($0)", origin: "--keyring") })
    }

    /// Reads a ref under a policy, as a command does.
    func read(
        _ ref: String, _ policy: SignaturePolicy? = nil, programs: VerifierPrograms = VerifierPrograms(),
        by child: GitChild? = .probe()
    ) throws -> VerifiedSignatures {
        try repository.request(ref: ref).snapshot(
            by: child, trust: RevisionTrust(policy: policy ?? self.policy(), programs: programs)
        ).signatures
    }

    /// The error of a reading that has to fail.
    func failure(
        _ ref: String, _ policy: SignaturePolicy? = nil, programs: VerifierPrograms = VerifierPrograms(),
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> GitSourceError {
        let error = #expect(throws: GitSourceError.self, sourceLocation: sourceLocation) {
            try read(ref, policy, programs: programs)
        }
        return try #require(error, sourceLocation: sourceLocation)
    }

    /// An executable script in a folder of its own. Another process writes it: a program that this one has open for
    /// writing while it starts others is "busy".
    func script(_ text: String, called name: String = "program") throws -> String {
        let folder = "\(keys)/script-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data("#!/bin/sh\n\(text)\n".utf8).write(to: URL(filePath: "\(folder)/text"))
        try run("install -m 755 '\(folder)/text' '\(folder)/\(name)'")
        return "\(folder)/\(name)"
    }

    /// A child that is a script.
    func child(_ text: String) throws -> GitChild {
        var child = GitChild.probe()
        child.executable = try script(text)
        return child
    }

    /// A key's fingerprint, as OpenSSH prints it.
    func fingerprint(_ key: String) throws -> String { try run("ssh-keygen -lf \(key).pub | cut -d' ' -f2") }
}

/// Makes one `SignedRepository` for all tests of a suite.
struct SignedRepositoryTrait: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        try await SignedRepository.$shared.withValue(try SignedRepository(), operation: function)
    }
}

extension Trait where Self == SignedRepositoryTrait {
    static var signedRepository: Self { SignedRepositoryTrait() }
}

/// What only a good signature lets through.
@Suite(.signedRepository) enum TrustTests {
    static func shared() throws -> SignedRepository { try #require(SignedRepository.shared) }
}
