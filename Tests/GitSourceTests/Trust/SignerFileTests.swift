import Foundation
import TestSupport
import Testing

@testable import GitSource

extension TrustTests {
    @Suite struct SignerFileTests {
        let signed: SignedRepository

        init() throws { signed = try TrustTests.shared() }

        private func policy(allowing path: String) -> SignaturePolicy {
            var policy = signed.policy()
            policy.allowedSigners?.path = path
            return policy
        }

        @Test func `a file in the repository, or linked into it, is refused`() throws {
            let inside = "\(signed.path)/allowed_signers_\(UUID().uuidString)"
            let link = "\(signed.keys)/link-\(UUID().uuidString)"
            try signed.run("cp allowed_signers '\(inside)'; ln -s '\(inside)' '\(link)'")
            defer { try? FileManager.default.removeItem(atPath: inside) }
            for path in [inside, link, "\(signed.path)/.git/../\(URL(filePath: inside).lastPathComponent)"] {
                let error = try signed.failure("ssh-ed", policy(allowing: path))
                #expect(error.code == .untrustedSigners, "\(error)")
                #expect(error.message.contains("lies in the repository at `\(signed.path)`"), "\(error)")
            }
            // Nor does a child decide alone where the repository is.
            let real = try #require(GitChild.probe().executable)
            let child = try signed.child(
                #"'\#(real)' __read-git | LC_ALL=C sed 's,/repository",/elsewhere2",'"#)
            let error = #expect(throws: GitSourceError.self) {
                try signed.read("ssh-ed", policy(allowing: inside), by: child)
            }
            #expect(error?.code == .untrustedSigners, "\(String(describing: error))")
        }

        @Test func `the repository behind a URL, and the main one of a work tree, are no places outside either`() throws
        {
            let inside = "\(signed.path)/allowed_signers_\(UUID().uuidString)"
            let linked = "\(signed.keys)/linked-\(UUID().uuidString)"
            try signed.run(
                "cp allowed_signers '\(inside)'; git -C '\(signed.path)' worktree add -q --detach '\(linked)'")
            defer {
                try? FileManager.default.removeItem(atPath: inside)
                _ = try? signed.run("git -C '\(signed.path)' worktree remove --force '\(linked)'")
            }
            var mirror = GitRequest(repository: "/nowhere/mirror", workingDirectory: "/", ref: "HEAD")
            (mirror.isMirror, mirror.mirrored) = (true, signed.path)
            let worktree = GitRequest(repository: linked, workingDirectory: "/", ref: "HEAD")
            var remote = GitRequest(repository: "/nowhere/mirror", workingDirectory: signed.path, ref: "HEAD")
            remote.isMirror = true
            let file = try #require(policy(allowing: inside).allowedSigners)
            for request in [mirror, worktree, remote] {
                let roots = SignerFiles.roots(of: request, said: "/nowhere")
                let error = #expect(throws: GitSourceError.self) { try file.read(outside: roots) }
                #expect(error?.message.contains("lies in the repository at `\(signed.path)`") == true, "\(roots)")
            }
        }

        @Test(.enabled(if: geteuid() == 0, "only root can give a file away"))
        func `a file, or a folder above it, that belongs to another user is refused`() throws {
            let folder = "\(signed.keys)/foreign-\(UUID().uuidString)"
            try signed.run("mkdir -m 0755 '\(folder)'; cp allowed_signers '\(folder)/f'; chown 1234 '\(folder)/f'")
            let error = try signed.failure("ssh-ed", policy(allowing: "\(folder)/f"))
            #expect(error.code == .untrustedSigners && error.message.contains("belongs to the user 1234"), "\(error)")
            try signed.run("chown 0 '\(folder)/f'; chown 1234 '\(folder)'")
            let above = try signed.failure("ssh-ed", policy(allowing: "\(folder)/f"))
            #expect(above.message.contains("lies in `\(folder)`, which belongs to the user 1234"), "\(above)")
            #expect(above.hint.contains("chown root \(folder)"), "\(above)")
        }

        @Test(arguments: ["0666", "0664", "0646"]) func `a file that others can change is refused`(mode: String) throws
        {
            let file = "\(signed.keys)/mode-\(UUID().uuidString)"
            try signed.run("cp allowed_signers '\(file)'; chmod \(mode) '\(file)'")
            let error = try signed.failure("ssh-ed", policy(allowing: file))
            #expect(error.code == .untrustedSigners && error.hint.contains("chmod go-w \(file)"), "\(error)")
        }

        @Test func `a file in a folder that others can change is refused, but for a sticky one`() throws {
            let folder = "\(signed.keys)/open-\(UUID().uuidString)"
            try signed.run("mkdir -p '\(folder)/below'; cp allowed_signers '\(folder)/below'; chmod 0777 '\(folder)'")
            let policy = policy(allowing: "\(folder)/below/allowed_signers")
            let error = try signed.failure("ssh-ed", policy)
            #expect(error.code == .untrustedSigners && error.message.contains("lies in `\(folder)`"), "\(error)")
            try signed.run("chmod 1777 '\(folder)'")
            #expect(try signed.read("ssh-ed", policy).commit?.signer == "ed@example.org")
        }

        @Test(arguments: ["nowhere", "folder", "pipe", ""]) func `what is no file is refused, and waits for nothing`(
            name: String
        ) throws {
            let base = "\(signed.keys)/\(UUID().uuidString)"
            try signed.run("mkdir -p '\(base)/folder'; mkfifo '\(base)/pipe'")
            let error = try signed.failure("ssh-ed", policy(allowing: name.isEmpty ? "relative" : "\(base)/\(name)"))
            #expect(error.code == .untrustedSigners, "\(error)")
        }
    }
}
