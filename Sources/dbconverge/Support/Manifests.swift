import ArgumentParser
import Fleet
import FoundationEssentials
import GitSource
import Manifest
import Reconciler
import Report

/// Reads what a command is about and stops it where that is not sound.
struct Manifests {
    /// The commit, or the work tree.
    let source: ManifestSource
    /// The fleets that were chosen, by name.
    let fleets: [DesiredFleet]
    /// What was chosen, and how much that leaves out.
    let selection: Selection

    /// Every fleet that is declared, chosen or not: those that are left out may go before others.
    var all: [DesiredFleet] { source.manifests.fleets }

    /// Every instance that any fleet declares, chosen or not.
    var declared: Set<InstanceID> { Set(source.manifests.fleets.flatMap { $0.instances.map(\.id) }) }

    /// The commit as `ref@oid`, with `+working tree` behind it where the files are those on disk.
    var revision: String { source.snapshot.revision.fullDescription }

    /// The commit's author.
    var author: String { source.snapshot.commit.author }

    /// Reads a commit, or what is on disk; shows its warnings and diagnostics on stderr. `regions` nil: any name will do. Throws `Failure`.
    static func read(
        _ options: SourceOptions, _ output: OutputOptions, regions: KnownRegions? = nil, isOnDisk: Bool = false
    ) async throws -> ManifestSource {
        let directory = FileManager.default.currentDirectoryPath
        let trust = try TrustSettings.current(options.trust, workingDirectory: directory)
        for warning in trust.warnings { output.warn(warning) }
        if isOnDisk { try trust.checkWorkTree() }
        do throws(GitSourceError) {
            let source = try await ManifestSource.read(
                repository: options.repo, workingDirectory: directory, ref: options.ref, paths: options.paths,
                remote: options.remote, trust: trust.policy, regions: regions, isOnDisk: isOnDisk)
            for warning in source.snapshot.warnings {
                output.warn(warning)
            }
            for diagnostic in source.manifests.diagnostics {
                Console.errors(
                    diagnostic.rendered(color: output.errorStyle.isColored) + "\n", diagnostic.severity.level)
            }
            return source
        } catch {
            throw Failure(message: error.message, hint: error.hint)
        }
    }

    /// Reads a commit, or what is on disk, whose manifests must be sound. Throws `Failure` where they are not, or a fleet is not in them.
    init(
        _ options: SourceOptions, _ output: OutputOptions, regions: KnownRegions? = nil, isOnDisk: Bool = false
    ) async throws {
        source = try await Self.read(options, output, regions: regions, isOnDisk: isOnDisk)
        guard !source.manifests.hasErrors else {
            if output.format == .json {
                try Console.answer(
                    JSONText.render(
                        ValidationDocument(
                            source.manifests, revision: source.snapshot.revision.fullDescription,
                            selection: options.choice.selection(source.snapshot.ignored))))
            }
            Console.fail("the manifests at \(source.snapshot.revision) have errors; nothing was done")
            throw ExitCode(ExitStatus.error.rawValue)
        }
        (fleets, selection) = try source.fleets(options.choice)
    }

    /// Reads the commit that the ref stands for now, as a command that goes on does; prints nothing. Throws as the
    /// other does, and a `Failure` where the manifests have errors.
    init(rereading options: SourceOptions, regions: KnownRegions? = nil) async throws {
        let directory = FileManager.default.currentDirectoryPath
        let trust = try TrustSettings.current(options.trust, workingDirectory: directory)
        do throws(GitSourceError) {
            source = try await ManifestSource.read(
                repository: options.repo, workingDirectory: directory, ref: options.ref, paths: options.paths,
                remote: options.remote, trust: trust.policy, regions: regions)
        } catch {
            throw Failure(message: error.message, hint: error.hint)
        }
        guard !source.manifests.hasErrors else { throw Failure(message: "its manifests have errors") }
        (fleets, selection) = try source.fleets(options.choice)
    }
}

extension ManifestSource {
    /// The chosen fleets, and what is left out. Throws `Failure` for a name that none has, and for a selector that matches
    /// nothing.
    func fleets(_ choice: FleetChoice) throws(Failure) -> (fleets: [DesiredFleet], selection: Selection) {
        if manifests.hasErrors, choice.isPartial {
            throw Failure(
                message: "no fleet can be chosen at \(snapshot.revision), where the manifests have errors",
                hint: "mend them, or name with --path the folder that holds the manifests")
        }
        return try choice.fleets(of: manifests.fleets, at: "at \(snapshot.revision)", snapshot.ignored)
    }
}
