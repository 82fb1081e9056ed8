internal import Fleet

/// Turns the texts of files into the fleets that they declare.
public enum ManifestLoader {
    /// Reads and checks files of manifests, all together. Never throws: what is wrong is in the result's diagnostics.
    ///
    /// Anchors and aliases are allowed, merge keys (`<<`) are refused. A file may have 16 MiB, 64 levels and aliases
    /// that stand for 100,000 nodes and 16 MiB of text in all; a name or label 256 characters, a reason 1,024. An empty result is an error, never "nothing is declared".
    ///
    /// - Parameters:
    ///   - files: every file under the chosen path that ends in `.yaml` or `.yml`, in any order.
    ///   - roots: the paths that were looked at, for the diagnostic about an empty result; none: everything.
    ///   - regions: those that a fleet can be in; nil: any.
    public static func load(
        _ files: [SourceFile], under roots: [String] = [], regions: KnownRegions? = nil
    ) -> LoadedManifests {
        let files = files.sorted { $0.path < $1.path }
        let log = IssueLog()
        var set = DocumentSet(log: log)
        for (number, file) in files.enumerated() { set.read(file, number: Int32(number)) }
        let fleets = Linker(fleets: set.fleets, rollouts: set.rollouts, regions: regions, log: log).link()

        var diagnostics = log.diagnostics(for: files)
        if !set.hasFleet, !log.isIncomplete { diagnostics.insert(noManifests(under: roots, files.count), at: 0) }
        guard diagnostics.isEmpty else { return LoadedManifests(fleets: [], diagnostics: diagnostics.sorted()) }
        return LoadedManifests(fleets: fleets.map(\.content), diagnostics: [])
    }

    private static func noManifests(under roots: [String], _ count: Int) -> Diagnostic {
        let found =
            switch count {
            case 0: "no file that ends in .yaml or .yml"
            case 1: "no Fleet in the one file"
            default: "no Fleet in any of the \(count) files"
            }
        let paths = roots.count > 1 ? "these paths: \(roots.joined(separator: ", "))" : "this path"
        return Diagnostic(
            code: .noManifests, message: "there is \(found) under \(paths)",
            hint: "check the path and the ref: an empty result never means that nothing is declared",
            location: .init(path: roots.count == 1 ? roots[0] : "."))
    }
}

/// The documents that have been read so far.
private struct DocumentSet {
    var fleets: [FleetDeclaration] = []
    var rollouts: [RolloutDeclaration] = []
    /// Whether any document says that it is a Fleet, also a wrong one.
    var hasFleet = false
    let log: IssueLog

    init(log: IssueLog) { self.log = log }

    mutating func read(_ file: SourceFile, number: Int32) {
        YAMLDocument.readAll(of: file, number: number, log: log) { add(Value($0)) }
    }

    private mutating func add(_ root: Value) {
        guard let header = Header(root) else {
            log.isIncomplete = true
            return
        }
        switch header.kind {
        case .fleet:
            hasFleet = true
            if let fleet = FleetDeclaration(header) { fleets.append(fleet) }
        case .rollout:
            // A fleet may mean the one whose name can't be read.
            if header.name == nil { log.isIncomplete = true }
            rollouts.append(RolloutDeclaration(header))
        }
    }
}
