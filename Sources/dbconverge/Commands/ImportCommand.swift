import ArgumentParser
import Client
import Fleet
import FoundationEssentials
import Glibc
import Manifest
import Report
import Text

struct ImportCommand: AnsweringCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Write manifests that declare what runs now in a project.",
        discussion: """
            The manifests go to stdout, or to a folder with --to. Every instance is declared at the version that it runs, \
            so that a plan of them has nothing to do. Nothing is changed in the cloud.
            """)

    static let formats: [OutputFormat] = [.text, .json]

    @Option(help: "The region, such as cn-north-4.")
    var region: String?

    @Option(help: "The project's id, or auto for the one that bears the region's name.")
    var project: String?

    @Option(
        help: """
            The Fleet's name; with --split-by, what the names begin with. (default: the region's name, or nothing; \
            variable: DBCONVERGE_IMPORT_NAME)
            """)
    var name: String?

    @Option(help: "A tag: the instances of each value of it become a Fleet and a file of their own.")
    var splitBy: String?

    @Flag(help: "Declare the instances' tags as their labels, which waves can select.")
    var labelsFromTags = Environment.flag("labels-from-tags")

    @Option(help: "The folder to write to, a file for each Fleet. (default: stdout; variable: DBCONVERGE_IMPORT_TO)")
    var to: String?

    @Flag(help: "Overwrite files that exist.")
    var force = Environment.flag("force")

    @OptionGroup var cloud: CloudOptions
    @OptionGroup var output: OutputOptions

    mutating func validate() throws {
        region = region ?? Environment.optional("region")
        project = project ?? Environment.optional("project")
        name = name ?? Environment.optional("import-name")
        splitBy = splitBy ?? Environment.optional("split-by")
        to = to ?? Environment.optional("import-to")
        for (option, value) in [("--name", name), ("--split-by", splitBy), ("--to", to)] where value?.isEmpty == true {
            throw ValidationError("\(option) is empty; leave it out for its default")
        }
        _ = try location()
        if let name, !Self.isLabel(name) {
            throw ValidationError("--name is '\(name.printable)'; use lower case letters, digits and '-', 63 at most")
        }
        if force, to == nil { throw ValidationError("--force goes with --to") }
    }

    func run() async throws {
        let live = try await liveInstances()
        let fleets = ImportPlan(location: try location(), name: name, splitTag: splitBy).fleets(of: live)
        let writer = ManifestWriter(labelsFromTags: labelsFromTags)
        let written = fleets.map { (fleet: $0, text: writer.text(of: $0)) }
        guard fleets.contains(where: { !$0.instances.isEmpty }) else {
            let what = live.isEmpty ? "has no instances" : "has no instance whose kernel version can be declared"
            throw Failure(message: "the project \(what)", hint: "check --region and --project")
        }
        try check(written)
        let files = try to.map { try write(written, to: $0) } ?? []
        try output.answer { format, _ in
            if format == .json {
                return JSONText.render(
                    ImportDocument(
                        written.enumerated().map { ($1.fleet, $1.text, files.isEmpty ? nil : files[$0]) }))
            }
            if files.isEmpty { return written.map(\.text).joined(separator: "---\n") }
            return zip(fleets, files).map { fleet, file in
                "\(file): \(fleet.instances.count.of("instance"))"
                    + (fleet.commonVersion.map { ", most at \($0)" } ?? ", none that can be declared")
            }.joined(separator: "\n")
        }
        let leftOut = fleets.flatMap(\.leftOut)
        if let first = leftOut.first?.observed {
            output.warn(
                "\(leftOut.count.of("instance")) not declared, since what runs is no kernel version: "
                    + "\(first.id) '\(first.name)' and others are comments in the manifests")
        }
    }

    /// Where the instances live. Throws a usage error for what would be refused in a manifest: the region becomes part
    /// of a host's name.
    private func location() throws -> Location {
        guard let region, let project else { throw ValidationError("give both --region and --project") }
        guard Self.isLabel(region) else {
            throw ValidationError("--region is '\(region.printable)', not a region's name such as cn-north-4")
        }
        if project == "auto" { return Location(region: region, project: .auto) }
        guard let id = ProjectID(project) else {
            throw ValidationError("--project is '\(project.printable)', neither 32 letters and digits nor auto")
        }
        return Location(region: region, project: .id(id))
    }

    private static func isLabel(_ text: String) -> Bool {
        text.wholeMatch(of: /[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?/) != nil
    }

    private func liveInstances() async throws -> [LiveInstance] {
        try await CloudAccess.with(cloud, logger: output.logger(), warn: output.warn) { access in
            do {
                let client = try await access.cloudClient(for: try location()).client
                guard labelsFromTags || splitBy != nil else {
                    return try await client.instances().map { LiveInstance($0) }
                }
                return try await client.taggedInstances().map { LiveInstance($0.observed, tags: $0.tags) }
            } catch {
                throw error as? Failure ?? Failure(message: "the instances could not be read: \(error)")
            }
        }
    }

    /// What is written is read as any manifest is: nothing is handed out that the next command would refuse.
    private func check(_ written: [(fleet: ImportedFleet, text: String)]) throws(Failure) {
        let files = written.map { SourceFile(path: "\($0.fleet.name).yaml", bytes: Array($0.text.utf8)) }
        guard let diagnostic = ManifestLoader.load(files).diagnostics.first else { return }
        throw Failure(
            message: "the manifests would not be valid: \(diagnostic.path):\(diagnostic.line): \(diagnostic.message)",
            hint: diagnostic.code == .fileTooLarge ? "divide the instances with --split-by" : nil)
    }

    /// Writes a file for each Fleet and returns their paths. Throws `Failure`; where files exist, before any is written.
    private func write(_ written: [(fleet: ImportedFleet, text: String)], to folder: String) throws(Failure) -> [String]
    {
        let base = folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
        if mkdir(base, 0o777) != 0, errno != EEXIST {
            throw Failure(message: "the folder '\(base)' cannot be made: \(String(cString: strerror(errno)))")
        }
        let paths = written.map { "\(base)/\($0.fleet.name).yaml" }
        var status = stat()
        let existing = paths.filter { lstat($0, &status) == 0 }
        if let first = existing.first, !force {
            let others = existing.count > 1 ? " and \((existing.count - 1).of("other"))" : ""
            throw Failure(
                message: "'\(first)'\(others) exists already; nothing was written",
                hint: "choose another folder, or overwrite with --force")
        }
        for path in paths { try OutputFile.check(path) }
        for (path, item) in zip(paths, written) { try OutputFile.write(item.text, to: path) }
        return paths
    }
}
