import Fleet
import FoundationEssentials
import GitSource
import Manifest
import Planning
import Report
import Text

/// What the manifests of a plan change since they left a base. The manifests of the base are read for this alone.
struct BaseManifests {
    private let base: ComparedBase
    private let outcome: Outcome

    private enum Outcome {
        case changes([FleetChange])
        /// Why there is nothing to compare with.
        case problem(String)
    }

    /// Compares the manifests with those of the commit at which they left the ref. Throws `Failure` where the ref, or that
    /// commit, cannot be found. What is wrong with the manifests there prevents no plan: a warning says so, and nothing is compared.
    init(_ ref: String, of manifests: Manifests, _ options: SourceOptions, _ output: OutputOptions) async throws {
        let snapshot = manifests.source.snapshot
        guard !snapshot.revision.oid.isEmpty else {
            throw Failure(
                message: "the branch '\(snapshot.revision.ref)' has no commits yet, so that it left no base",
                hint: "commit first, or leave out --base")
        }
        do throws(GitSourceError) {
            let found = try await GitReader.base(
                ref, of: snapshot.revision.oid, repository: options.repo,
                workingDirectory: FileManager.default.currentDirectoryPath, paths: options.paths,
                known: snapshot.files, remote: options.remote)
            base = ComparedBase(ref: found.tip.ref, tip: found.tip.oid, oid: found.oid)
            outcome = Self.compare(found, with: manifests, options)
        } catch  where error.concernsFiles {
            base = ComparedBase(ref: ref)
            outcome = .problem(error.message)
        } catch {
            throw Failure(message: error.message, hint: error.hint.replacing("--ref ", with: "--base "))
        }
        if case .problem(let why) = outcome {
            output.warn("the plan does not say what changes since \(base.text): \(why)")
        }
    }

    /// The changes beside the plan that was made of the manifests.
    func changes(in plan: Plan) -> PlanChanges {
        switch outcome {
        case .changes(let changes): PlanChanges(base: base, changes, in: plan)
        case .problem(let why): PlanChanges(base: base, problem: why)
        }
    }

    private static func compare(
        _ found: BaseSnapshot, with manifests: Manifests, _ options: SourceOptions
    ) -> Outcome {
        // Where no file differs there is nothing to load.
        if found.files == manifests.source.snapshot.files { return .changes([]) }
        let files = found.files.map { SourceFile(path: $0.path, bytes: $0.bytes) }
        let loaded = ManifestLoader.load(files, under: options.paths)
        // Before the change nothing may have been declared.
        let problems = loaded.diagnostics.filter { $0.code != .noManifests }
        if let first = problems.first {
            var there = options
            there.ref = found.oid
            let location = "\(first.path):\(first.line):\(first.column)"
            return .problem(
                "the manifests there have errors, the first at \(location): \(first.message); "
                    + "`\(CommandHints(source: there.arguments).validate())` shows all")
        }
        return .changes(
            FleetChange.all(
                from: loaded.fleets, to: manifests.source.manifests.fleets,
                chosen: options.choice.names(of: loaded.fleets + manifests.source.manifests.fleets)))
    }
}
