import ArgumentParser
import Fleet
import FoundationEssentials
import GitSource
import Glibc
import Manifest
import Report

/// The manifests of the commit that is checked out, as the work tree has them now: for commands that change them.
/// Files that git does not track yet are no part of them.
struct CheckedOutManifests {
    /// The work tree's root.
    let root: String
    /// The files, to the byte as they are on the disk.
    let files: [SourceFile]
    /// What they declare; without errors.
    let manifests: LoadedManifests
    /// What `.dbconvergeignore` has left out.
    let ignored: IgnoredEntries

    /// Reads them. Throws `Failure`, also where they have errors, which are shown on stderr.
    static func read(
        _ options: EditedFilesOptions, _ output: OutputOptions, regions: KnownRegions? = nil
    ) async throws -> CheckedOutManifests {
        let snapshot: Snapshot
        do throws(GitSourceError) {
            snapshot = try await GitReader.read(
                repository: options.repo, workingDirectory: FileManager.default.currentDirectoryPath,
                paths: options.paths)
        } catch {
            throw Failure(message: error.message, hint: error.hint)
        }
        let root = snapshot.repository
        var files: [SourceFile] = []
        for file in snapshot.files {
            guard let bytes = try content(of: file.path, in: root) else { continue }
            files.append(SourceFile(path: file.path, bytes: bytes))
        }
        guard !files.isEmpty else {
            throw Failure(
                message: "the repository at '\(root)' has no work tree with the manifests of its commit",
                hint: "run this in a clone, where the files can be changed")
        }
        let manifests = ManifestLoader.load(files, under: options.paths, regions: regions)
        for diagnostic in manifests.diagnostics {
            Console.errors(
                diagnostic.rendered(color: output.errorStyle.isColored) + "\n", diagnostic.severity.level)
        }
        guard !manifests.hasErrors else {
            throw Failure(
                message: "the manifests in the work tree have errors; nothing was done", hint: "mend them first")
        }
        return CheckedOutManifests(root: root, files: files, manifests: manifests, ignored: snapshot.ignored)
    }

    /// The chosen fleets, and what is left out. Throws `Failure` for a name that none has.
    func fleets(_ choice: FleetChoice) throws(Failure) -> (fleets: [DesiredFleet], selection: Selection) {
        try choice.fleets(of: manifests.fleets, at: "in the work tree", ignored)
    }

    /// A file's bytes; nil where the work tree does not have it. Throws `Failure` for what is no file of its own, such as
    /// a symbolic link: a change would go elsewhere.
    private static func content(of path: String, in root: String) throws(Failure) -> [UInt8]? {
        let whole = "\(root)/\(path)"
        var status = stat()
        guard lstat(whole, &status) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw Failure(message: "'\(path)' cannot be read: \(String(cString: strerror(errno)))")
        }
        guard status.st_mode & S_IFMT == S_IFREG, isInside(whole, root) else {
            throw Failure(
                message: "'\(path)' is a symbolic link or no file in the work tree, though the commit has a file there",
                hint: "check the file out again")
        }
        guard let bytes = FileReplacement.bytes(of: whole) else {
            throw Failure(message: "'\(path)' cannot be read: \(String(cString: strerror(errno)))")
        }
        return bytes
    }

    /// Whether no folder on the way is a symbolic link.
    private static func isInside(_ path: String, _ root: String) -> Bool {
        guard let resolved = realpath(path, nil), let base = realpath(root, nil) else { return false }
        defer {
            free(resolved)
            free(base)
        }
        return String(cString: resolved) == String(cString: base) + path.dropFirst(root.count)
    }
}
