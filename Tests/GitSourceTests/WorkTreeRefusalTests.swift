import Foundation
import TestSupport
import Testing

@testable import GitSource

#if canImport(Glibc)
    import Glibc
#endif

/// What a work tree may have on disk and a commit could not, or only to be refused.
@Suite struct WorkTreeRefusalTests {
    private let repository: TemporaryRepository

    init() throws {
        repository = try TemporaryRepository()
        try repository.write("good/a.yaml", "a")
        try repository.commit("x")
    }

    @Test(arguments: ["links/b.yaml", "links/directory", "links/dangling"])
    func aSymbolicLinkIsRefused(_ link: String) throws {
        try repository.write("links/real.yaml", "x")
        let target = link.hasSuffix("b.yaml") ? "/etc/hostname" : link.hasSuffix("directory") ? "../good" : "nowhere"
        try FileManager.default.createSymbolicLink(atPath: "\(repository.path)/\(link)", withDestinationPath: target)
        for path in ["", "links", link] {
            let error = try repository.workTreeFailure(path: path)
            #expect(error.code == .symbolicLink)
            #expect(error.message.contains("`\(link)` is a symbolic link"))
        }
        #expect(try repository.workTreeFailure(path: "\(link)/a.yaml").code == .symbolicLink)
        #expect(try repository.readWorkTree(path: "good").paths == ["good/a.yaml"])
        try repository.write(".gitignore", "\(link)\n")
        #expect(try repository.readWorkTree().paths == ["good/a.yaml", "links/real.yaml"])
    }

    @Test(arguments: [true, false]) func aRepositoryInsideIsRefusedAsTheSubmoduleThatItWouldBecome(_ isTracked: Bool)
        throws
    {
        let inner = try TemporaryRepository()
        try inner.write("inner.yaml", "x")
        try inner.commit("inner")
        if isTracked {
            try repository.git(
                "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner.path, "libs/inner")
            // One that was never fetched is an empty directory.
            try repository.git("submodule", "--quiet", "deinit", "--force", "libs/inner")
        } else {
            try repository.git("clone", "--quiet", inner.path, "libs/inner")
        }
        for path in ["", "libs", "libs/inner", "libs/inner/inner.yaml"] {
            let error = try repository.workTreeFailure(path: path)
            #expect(error.code == .submodule, "\(path): \(error)")
            #expect(error.message.contains("`libs/inner` is a submodule or another repository"))
        }
        #expect(try repository.readWorkTree(path: "good").paths == ["good/a.yaml"])
        guard !isTracked else { return }
        try repository.write(".gitignore", "/libs\n")
        #expect(try repository.readWorkTree().paths == ["good/a.yaml"])
    }

    @Test func aNamedPipeIsNotWaitedFor() throws {
        #expect(mkfifo("\(repository.path)/good/pipe.yaml", 0o600) == 0)
        let snapshot = try repository.readWorkTree()
        #expect(snapshot.paths == ["good/a.yaml"])
        #expect(snapshot.warnings == ["`good/pipe.yaml`: no regular file, and not read"])
        let error = try repository.workTreeFailure(path: "good/pipe.yaml")
        #expect(error.code == .noManifests && error.hint == "`good/pipe.yaml` is no regular file")
    }

    @Test(arguments: ["good/bad\u{1B}.yaml", "bad\u{1}/c.yaml"]) func aNameThatCannotBeShownIsRefused(_ name: String)
        throws
    {
        try repository.write(name, "x")
        #expect(try repository.workTreeFailure().code == .unfitName)
    }

    @Test func aNameThatIsNotUTF8IsRefused() throws {
        let name =
            Array("\(repository.path)/good/".utf8CString.dropLast()) + [CChar(bitPattern: 0xE9)]
            + Array(".yaml".utf8CString)
        let descriptor = open(name, O_CREAT | O_WRONLY, 0o600)
        try #require(descriptor >= 0)
        close(descriptor)
        #expect(try repository.workTreeFailure().code == .unfitName)
    }

    @Test func filesAndAllOfThemTogetherHaveALimit() throws {
        let limits = GitReader.Limits(fileBytes: 10, totalBytes: 15)
        try repository.write("good/b.yaml", String(repeating: "b", count: 10))
        #expect(try repository.workTreeRequest(limits: limits).snapshot(by: nil).files.count == 2)
        try repository.write("good/c.yaml", String(repeating: "c", count: 10))
        #expect(try repository.workTreeFailure(limits: limits).message.contains("from `good/c.yaml` on"))
        try repository.write("good/b.yaml", String(repeating: "b", count: 11))
        #expect(try repository.workTreeFailure(limits: limits).code == .tooLarge)
        #expect(try repository.workTreeFailure(limits: .init(entries: 3)).code == .tooLarge)
    }

    @Test func thousandsOfFilesAreReadByAChild() throws {
        for index in 0..<3_000 { try repository.write("good/\(index % 50)/\(index).yaml", "\(index)") }
        #expect(try repository.workTreeRequest().snapshot(by: .probe()).files.count == 3_001)
    }

    @Test func aChildThatSendsAnythingElseIsNotBelieved() throws {
        try repository.write("good/more.yaml", "more")
        let real = try #require(GitChild.probe().executable)
        for change in [
            "s#good/more.yaml#../../more.yaml#", "s#good/more.yaml#/etc/more.yaml#", "s#good/more.yaml#good/aaaaaaaaa#",
        ] {
            let file = "\(repository.directory)/child"
            let text = "#!/bin/sh\n'\(real)' __read-git | LC_ALL=C sed '\(change)'\n"
            try Data(text.utf8).write(to: URL(fileURLWithPath: "\(file).sh"))
            let install = try Process.run(
                URL(fileURLWithPath: "/usr/bin/install"), arguments: ["-m", "755", "\(file).sh", file])
            install.waitUntilExit()
            var child = GitChild.probe()
            child.executable = file
            let error = #expect(throws: GitSourceError.self) {
                try repository.workTreeRequest().snapshot(by: child)
            }
            #expect(error?.code == .damaged, "\(change): \(String(describing: error))")
        }
    }

    @Test func everyErrorSaysWhatToDo() throws {
        let bare = "\(repository.directory)/bare.git"
        try repository.git("clone", "--quiet", "--bare", repository.path, bare)
        try repository.write(".gitignore", "ignored/\n")
        try repository.write("ignored/a.yaml", "x")
        try repository.write("other/x.YAML", "x")
        try repository.write("docs/readme.md", "x")
        try FileManager.default.createSymbolicLink(atPath: "\(repository.path)/link", withDestinationPath: "good")
        try repository.git("clone", "--quiet", repository.path, "inner")
        let failures: [(String, GitSourceError)] = try [
            ("a bare repository", repository.workTreeFailure(repository: bare)),
            ("a misspelt path", repository.workTreeFailure(path: "god/a.yaml")),
            ("a path that is not there", repository.workTreeFailure(path: "nowhere-near")),
            ("a path through a file", repository.workTreeFailure(path: "good/a.yaml/b.yaml")),
            ("git's own directory", repository.workTreeFailure(path: ".git")),
            ("an ignored folder", repository.workTreeFailure(path: "ignored")),
            ("an ignored file", repository.workTreeFailure(path: "ignored/a.yaml")),
            ("a name in capitals", repository.workTreeFailure(path: "other")),
            ("no manifest at all", repository.workTreeFailure(path: "docs")),
            ("a file that is no manifest", repository.workTreeFailure(path: "docs/readme.md")),
            ("a link", repository.workTreeFailure()),
            ("a repository inside", repository.workTreeFailure(path: "inner")),
            ("out of the repository", repository.workTreeFailure(path: "../x")),
            ("too large a file", repository.workTreeFailure(path: "good", limits: .init(fileBytes: 0))),
        ]
        let text = failures.map { "\($0): \($1.message)\n  hint: \($1.hint)" }.joined(separator: "\n\n")
        expectGolden(text.replacingOccurrences(of: repository.directory, with: "/tmp"), "git/work-tree-errors.txt")
    }
}
