import ArgumentParser
import Fleet
import GitSource
import Manifest
import Reconciler
import Report
import Text

struct ValidateCommand: AnsweringCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate", abstract: "Check the manifests of a commit, or those on disk, without the cloud.")

    static let formats: [OutputFormat] = [.text, .json, .markdown, .github, .gitlab]

    @OptionGroup var source: SourceOptions
    @OptionGroup var workTree: WorkTreeOptions
    @OptionGroup var output: OutputOptions

    func validate() throws { try workTree.check(source) }

    func run() async throws {
        let read = try await Manifests.read(
            source, output, regions: .here(endpoint: Environment.optional("endpoint")), isOnDisk: workTree.workingTree)
        let manifests = read.manifests
        // Every manifest is checked, chosen or not; and where some have errors there are no fleets to choose.
        let selection =
            try manifests.hasErrors
            ? source.choice.selection(read.snapshot.ignored) : read.fleets(source.choice).selection
        let leftOut = selection.sentence.map { source.choice.isPartial ? "\($0) All fleets were checked." : $0 }
        try output.answer { format, layout in
            switch format {
            case .json:
                return JSONText.render(
                    ValidationDocument(
                        manifests, revision: read.snapshot.revision.fullDescription, selection: selection))
            case .gitlab: return JSONText.render(CodeQualityReport(manifests.diagnostics))
            case .github where !manifests.diagnostics.isEmpty: return GitHubAnnotations.render(manifests.diagnostics)
            default: break
            }
            // The diagnostics are on stderr.
            guard !manifests.hasErrors else { return "" }
            let instances = manifests.fleets.reduce(0) { $0 + $1.instances.count }
            let what = "\(manifests.fleets.count.of("fleet")), \(instances.of("instance"))"
            let files = read.snapshot.files.count.of("file")
            let answer = layout.style.paint("Valid", .green) + ": \(what) in \(files) at \(read.snapshot.revision)"
            let lines = [answer] + (leftOut.map { [$0.printable] } ?? [])
            return lines.map { format == .github ? GitHubAnnotations.line($0) : $0 }.joined(separator: "\n")
        }
        // These formats have no place for it.
        if let leftOut, manifests.hasErrors || output.format == .gitlab { Console.error(leftOut.printable) }
        guard manifests.hasErrors else { return }
        let errors = manifests.diagnostics.count { $0.severity == .error }
        Console.error("\(errors.of("error")) at \(read.snapshot.revision)")
        throw ExitCode(ExitStatus.error.rawValue)
    }
}
