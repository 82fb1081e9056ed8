import Fleet
import FoundationEssentials
import GitSource
import Journal
import Manifest
import Planning
import Reconciler
import Report
import Text

/// Checks what needs no cloud: the repository, the manifests and the journal.
struct LocalCheckup {
    let source: SourceOptions
    let state: StateOptions
    private var commands: CommandHints { CommandHints(source: source.arguments, state: state.arguments) }

    /// What was found out.
    struct Answer {
        var findings: [Finding]
        /// All fleets, and those that were chosen; none where something is wrong with the manifests.
        var declared: [DesiredFleet] = []
        var fleets: [DesiredFleet] = []
        /// What the choice leaves out.
        var selection: Selection
    }

    /// Checks one thing after the other.
    func answer() async -> Answer {
        let journal = await journal()
        let directory = FileManager.default.currentDirectoryPath
        let configuration: Finding
        let trust: TrustSettings
        do {
            let (user, finding) = try Self.configuration()
            configuration = finding
            trust = try TrustSettings(source.trust, user: user, workingDirectory: directory)
        } catch {
            return Answer(
                findings: Self.findings(ofSettings: error) + [
                    Finding(.manifests, .skipped, "whose signatures they need is not known")
                ] + journal, selection: source.choice.selection(IgnoredEntries()))
        }
        let warned = trust.warnings.map { Finding(.signature, .warning, $0) }
        do throws(GitSourceError) {
            let read = try await ManifestSource.read(
                repository: source.repo, workingDirectory: directory, ref: source.ref, paths: source.paths,
                remote: source.remote, trust: trust.policy)
            let repository = [Finding(.repository, .ok, "\(read.snapshot.repository) at \(read.snapshot.revision)")]
            let warnings = read.snapshot.warnings.map { Finding(.repository, .warning, $0) }
            let (manifests, fleets, selection) = manifests(read)
            let signed = read.signatures.sentence.map { [Finding(.signature, .ok, $0)] } ?? []
            return Answer(
                findings: [configuration] + repository + warnings + signed + warned + [manifests] + journal,
                declared: read.manifests.fleets, fleets: fleets, selection: selection)
        } catch {
            return Answer(
                findings: [
                    configuration,
                    Finding(error.isAboutTrust ? .signature : .repository, .failed, error.message, hint: error.hint),
                ] + warned + [Finding(.manifests, .skipped, "there is no revision to read them from")] + journal,
                selection: source.choice.selection(IgnoredEntries()))
        }
    }

    /// The configuration file, and which one that is. Throws `Failure` where it cannot be used.
    private static func configuration() throws(Failure) -> (UserConfiguration, Finding) {
        let environment = ProcessEnvironment.current
        let (user, name) = try UserFile.find(environment)
        let looked = UserFile.locations(environment).map(\.name.printable).joined(separator: " or ")
        return (user, Finding(.config, .ok, name?.printable ?? "there is no \(looked)"))
    }

    /// What is wrong with the configuration file, or with the options for signatures.
    private static func findings(ofSettings error: any Error) -> [Finding] {
        guard let failure = error as? Failure else { return [Finding(.signature, .failed, "\(error)")] }
        return [Finding(.config, .failed, failure.message, hint: failure.hint)]
    }

    private func manifests(_ read: ManifestSource) -> (Finding, [DesiredFleet], Selection) {
        let none = source.choice.selection(read.snapshot.ignored)
        let problems = read.manifests.diagnostics
        if read.manifests.hasErrors {
            let count = problems.count { $0.severity == .error }
            return (
                Finding(
                    .manifests, .failed, "\(count.of("error")), the first: \(problems.first?.message ?? "")",
                    hint: "`\(commands.validate())` shows all of them, with their locations"), [], none
            )
        }
        do throws(Failure) {
            let (fleets, selection) = try read.fleets(source.choice)
            let instances = fleets.reduce(0) { $0 + $1.instances.count }
            let leftOut = selection.sentence.map { "; \($0.dropLast())" } ?? ""
            let what = "\(fleets.count.of("fleet")) with \(instances.of("instance"))\(leftOut)"
            guard problems.isEmpty else {
                return (
                    Finding(
                        .manifests, .warning, "\(what); \(problems.count.of("warning"))",
                        hint: "`\(commands.validate())` shows them"), fleets, selection
                )
            }
            return (Finding(.manifests, .ok, what), fleets, selection)
        } catch {
            return (Finding(.manifests, .failed, error.message, hint: error.hint), [], none)
        }
    }

    /// Opens the journal to write, as `reconcile` will; makes it where it is missing, as `reconcile` would.
    /// A pause is a warning, for it stops every request.
    private func journal() async -> [Finding] {
        do {
            let directory = try state.directory()
            let journal = try state.writing()
            let (pauses, size) = try await StateOptions.mapError { () async throws(JournalError) in
                (try await journal.pauses(at: Date()), try await journal.statistics())
            }
            let words = "\(directory.path) can be read and written; the journal has \(size.text)"
            return [Finding(.journal, .ok, words)]
                + pauses.map { pause in
                    Finding(
                        .journal, of: pause.fleet, .warning, pause.sentence.text.printable,
                        hint: "`\(commands.resume(pause.fleet))` ends the pause")
                }
        } catch let failure as Failure {
            return [Finding(.journal, .failed, failure.message, hint: failure.hint)]
        } catch {
            return [Finding(.journal, .failed, "\(error)")]
        }
    }
}
