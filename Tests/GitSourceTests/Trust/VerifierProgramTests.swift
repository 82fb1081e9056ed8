import Foundation
import TestSupport
import Testing

@testable import GitSource

extension TrustTests {
    /// What becomes of programs that do not do what they should.
    @Suite struct VerifierProgramTests {
        let signed: SignedRepository

        init() throws { signed = try TrustTests.shared() }

        /// Programs of these names, in a folder of their own.
        private func programs(_ script: String, timeout: Duration = .seconds(30)) throws -> VerifierPrograms {
            let folders = try ["ssh-keygen", "gpg"].map { name in
                URL(filePath: try signed.script(script, called: name)).deletingLastPathComponent().path
            }
            return VerifierPrograms(
                directories: folders + ["/usr/bin", "/bin"], timeout: timeout, outputBytes: 1 << 16)
        }

        @Test(arguments: [("ssh-ed", "ssh-keygen", "openssh-client"), ("gpg-good", "gpg", "gnupg")])
        func `a program that is missing is named, with its package`(ref: String, name: String, package: String) throws {
            let nothing = VerifierPrograms(directories: ["\(signed.keys)/nowhere"])
            let error = try signed.failure(ref, programs: nothing)
            #expect(error.code == .verifierMissing && error.message.contains("`\(name)` is not installed"), "\(error)")
            #expect(error.hint.contains(package), "\(error)")
        }

        @Test(arguments: ["ssh-ed", "gpg-good"])
        func `a program that does not end is ended, with what it has started`(ref: String) throws {
            let witness = "\(signed.keys)/witness-\(UUID().uuidString)"
            let slow = try programs("sleep 1000 & echo $! > '\(witness)'; sleep 1000", timeout: .seconds(3))
            let error = try signed.failure(ref, programs: slow)
            #expect(error.code == .verifierTimedOut, "\(error)")
            let number = try String(contentsOfFile: witness, encoding: .utf8).trimmingCharacters(
                in: .whitespacesAndNewlines)
            try expectGone(try #require(pid_t(number)))
        }

        @Test func `what a program leaves behind is ended too`() throws {
            let witness = "\(signed.keys)/witness-\(UUID().uuidString)"
            // It keeps the output open, for which no one waits.
            let daemon = try programs("sleep 1000 & echo $! > '\(witness)'; exec /usr/bin/ssh-keygen \"$@\"")
            #expect(try signed.read("ssh-ed", programs: daemon).commit?.signer == "ed@example.org")
            let number = try String(contentsOfFile: witness, encoding: .utf8).trimmingCharacters(
                in: .whitespacesAndNewlines)
            try expectGone(try #require(pid_t(number)))
        }

        /// Nothing but a zombie, which only its new parent can take away.
        private func expectGone(_ process: pid_t) throws {
            for _ in 0..<1000 {
                let state = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
                guard let state, state.firstRange(of: ") Z ") == nil else { return }
                poll(nil, 0, 10)
            }
            Issue.record("\(process) still runs")
        }

        @Test(arguments: ["exit 0", "exit 1", "exit 255", "kill -SEGV $$", "echo ed@example.org; exit 1"])
        func `a program that fails, or succeeds in silence, lets nothing through`(script: String) throws {
            for ref in ["ssh-ed", "gpg-good", "unsigned", "ssh-other"] {
                #expect(try signed.failure(ref, programs: try programs(script)).isAboutTrust, "\(ref)")
            }
        }

        @Test func `a program that says too much is ended`() throws {
            let loud = try programs("[ \"$2\" = check-novalidate ] || exec cat /dev/zero")
            let error = try signed.failure("ssh-ed", programs: loud)
            #expect(error.code == .verifierFailed && error.message.contains("more than 64 KiB"), "\(error)")
        }

        @Test func `a program sees no more of the environment than it needs`() throws {
            let file = "\(signed.keys)/environment-\(UUID().uuidString)"
            _ = try signed.failure("ssh-ed", programs: try programs("env > '\(file)'; exit 1"))
            let names = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
                .compactMap { $0.split(separator: "=").first }.filter { !["PWD", "SHLVL", "_", "OLDPWD"].contains($0) }
            #expect(Set(names) == ["PATH", "LC_ALL", "HOME", "GNUPGHOME"])
        }

        @Test(arguments: ["ssh-ed", "gpg-good", "ssh-other", "gpg-revoked", "ssh-ed-tree"])
        func `what is written for programs is for no one else, and nothing of it stays`(ref: String) throws {
            let base = "\(signed.keys)/scratch-\(UUID().uuidString)"
            try FileManager.default.createDirectory(atPath: base, withIntermediateDirectories: true)
            let modes = "\(base).modes"
            let path = "PATH=/usr/bin:/bin"
            var programs = try programs(
                "\(path) stat -c %a \"$HOME\" >> '\(modes)'; exec env \(path) \"${0##*/}\" \"$@\"")
            programs.temporary = base
            _ = try? signed.read(ref, programs: programs)
            let seen = try String(contentsOfFile: modes, encoding: .utf8).split(separator: "\n")
            #expect(Set(seen) == ["700"])
            #expect(try FileManager.default.contentsOfDirectory(atPath: base).isEmpty)
        }

        @Test func `a task that is cancelled ends the program`() async throws {
            let witness = "\(signed.keys)/witness-\(UUID().uuidString)"
            let slow = try programs("echo $$ > '\(witness).new'; mv '\(witness).new' '\(witness)'; exec sleep 1000")
            let request = signed.repository.request(ref: "ssh-ed")
            let trust = RevisionTrust(policy: signed.policy(), programs: slow)
            let task = Task {
                try await GitReader.onQueue { process throws(GitSourceError) in
                    try request.snapshot(by: .probe(), process, trust: trust)
                }
            }
            while !FileManager.default.fileExists(atPath: witness) { await Task.yield() }
            task.cancel()
            let error = await #expect(throws: GitSourceError.self) { try await task.value }
            #expect(error?.code == .cancelled)
            let number = try String(contentsOfFile: witness, encoding: .utf8).trimmingCharacters(
                in: .whitespacesAndNewlines)
            try expectGone(try #require(pid_t(number)))
        }
    }
}
