import ArgumentParser
import Fleet
import Manifest
import Report
import Text

struct BumpCommand: AnsweringCommand {
    static let configuration = CommandConfiguration(
        commandName: "bump",
        abstract: "Raise declared versions to what the cloud offers, in the files of the work tree.",
        discussion: """
            It prints a diff; with --write it changes the files, and you commit them. Only the bytes of versions change: \
            comments, order, quotes and line ends stay. A version that several instances share, as spec.kernelVersion or \
            by an alias, is raised where all of them go to the same version; what stays as it is, is listed with the \
            reason. Nothing is lowered, and nothing is changed in the cloud.
            """)

    static let formats: [OutputFormat] = [.text, .json, .markdown]

    @Argument(help: "Instances, by id or declared name; without any, all of them.")
    var instances: [String] = []

    @Option(
        help: """
            Only instances with these labels, of their own or else of their fleet, such as \
            'env=prod,tier in (a,b),!legacy'.
            """, transform: SelectorArgument.init(parsing:))
    var selector: SelectorArgument?

    @Option(help: "The highest version to declare; higher offers are left alone. (variable: DBCONVERGE_BUMP_TO)")
    var to: VersionArgument?

    @Flag(help: "Write the files; without it nothing is written.")
    var write = Environment.flag("write")

    @OptionGroup var source: EditedFilesOptions
    @OptionGroup var cloud: CloudOptions
    @OptionGroup var output: OutputOptions

    mutating func validate() throws {
        selector = selector ?? Environment.optional("selector")
        to = to ?? Environment.optional("bump-to")
        if instances.contains("") { throw ValidationError("an instance's name is empty") }
    }

    func run() async throws {
        let read = try await CheckedOutManifests.read(source, output, regions: .here(endpoint: cloud.endpoint))
        let (fleets, choice) = try read.fleets(source.choice)
        var selection = choice
        let chosen = try chosen(of: fleets, &selection)
        let survey = try await CloudAccess.with(cloud, logger: output.logger(), warn: output.warn) { access in
            await OfferSurvey.read(fleets, chosen: chosen, rule: RaiseRule(limit: to?.version), access)
        }
        let bump: VersionBump
        do throws(VersionEditor.Problem) {
            bump = try VersionEditor(read.files, fleets: read.manifests.fleets, names: survey.names).raise(
                survey.standings)
        } catch {
            throw Failure(message: error.description)
        }
        // Half of a change is none: a fleet that could not be read might go elsewhere.
        let isWritten = write && survey.failures.isEmpty && !bump.files.isEmpty
        if isWritten {
            try FileReplacement.replace(
                bump.files.map { (path: "\(read.root)/\($0.source.path)", old: $0.source.bytes, new: $0.bytes) })
        }
        try output.answer { [selection] format, layout in
            switch format {
            case .json:
                JSONText.render(
                    BumpDocument(bump, isWritten: isWritten, failures: survey.failures, selection: selection))
            case .markdown:
                BumpMarkdown(names: survey.names).render(bump, isWritten: isWritten, selection: selection)
            default: BumpText(layout, names: survey.names).render(bump, isWritten: isWritten, selection: selection)
            }
        }
        guard !survey.failures.isEmpty else { return }
        for failure in survey.failures {
            Console.fail(failure.message, fleet: failure.fleet)
        }
        if write, !bump.files.isEmpty { Console.error("nothing was written, since not every fleet could be read") }
        throw ExitCode(ExitStatus.error.rawValue)
    }

    /// The instances that are named and have the labels; each name must be one instance's. Throws `Failure`.
    private func chosen(
        of fleets: [DesiredFleet], _ selection: inout Selection
    ) throws(Failure) -> Set<InstanceID> {
        let all = fleets.flatMap(\.instances)
        var named = Set(all.map(\.id))
        if !instances.isEmpty {
            var known: [String: Set<InstanceID>] = [:]
            for instance in all {
                known[instance.id.description, default: []].insert(instance.id)
                if let name = instance.name { known[name, default: []].insert(instance.id) }
            }
            named = []
            for text in instances {
                let found = known[text] ?? []
                guard found.count == 1, let id = found.first else {
                    let what = found.isEmpty ? "no instance is declared as" : "several instances are declared as"
                    throw Failure(message: "\(what) '\(text)'", hint: "name an id that is declared")
                }
                named.insert(id)
            }
        }
        guard let selector else { return named }
        let chosen = selector.instances(of: fleets).intersection(named)
        guard !chosen.isEmpty else { throw selector.nothing(of: fleets) }
        selection.selector = selector.text
        selection.leftOut.instancesBySelector = named.count - chosen.count
        return chosen
    }
}

/// A kernel version `a.b.c.d`.
struct VersionArgument: ExpressibleByArgument {
    var version: KernelVersion

    init?(argument: String) {
        guard let version = KernelVersion(argument) else { return nil }
        self.version = version
    }
}
