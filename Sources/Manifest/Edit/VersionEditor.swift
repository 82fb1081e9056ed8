public import Fleet
internal import Text

/// Raises versions in the texts of manifests: only the bytes of version scalars change, so that comments, order, quotes
/// and line ends stay as they are.
///
/// A scalar that declares the version of several instances is raised where all of them go to one version, and is left
/// alone otherwise: nothing is ever added to a manifest or moved in it.
public struct VersionEditor: Sendable {
    private let files: [SourceFile]
    private let fleets: [DesiredFleet]
    private let names: [InstanceID: String]

    /// Why the texts cannot be changed.
    public struct Problem: Error, Hashable, Sendable, CustomStringConvertible {
        /// What is wrong, where, and what to do.
        public var description: String
    }

    /// An editor of files that were loaded without errors.
    ///
    /// - Parameters:
    ///   - files: all the files, as they were loaded.
    ///   - fleets: what they declare.
    ///   - names: what messages call the instances; the declared name or the id where it is missing.
    public init(_ files: [SourceFile], fleets: [DesiredFleet], names: [InstanceID: String] = [:]) {
        self.files = files.sorted { $0.path < $1.path }
        self.fleets = fleets
        let declared = fleets.lazy.flatMap(\.instances).map { ($0.id, $0.name ?? $0.id.description) }
        self.names = names.merging(declared) { cloud, _ in cloud }
    }

    /// The raised texts. Throws `Problem` where they would declare anything else than the old ones with the raised
    /// versions; then none of them is of use.
    ///
    /// - Parameter standings: where instances could go; those that are not in it were not chosen and stay.
    public func raise(_ standings: [InstanceID: RaiseStanding]) throws(Problem) -> VersionBump {
        var bump = VersionBump()
        var raised: [InstanceID: KernelVersion] = [:]
        var edited = files
        for (number, file) in files.enumerated() {
            var replacements: [UnifiedDiff.Replacement] = []
            for site in VersionSite.all(in: file, number: number) {
                guard let version = KernelVersion(String(decoding: site.text, as: UTF8.self)) else { continue }
                let group = SiteGroup(site, declared: version, path: file.path, standings, names)
                bump.kept += group.kept
                guard let target = group.target, let range = site.range else { continue }
                bump.raises.append(group.raise(to: target))
                replacements.append(.init(range: range, bytes: Array(target.description.utf8)))
                for id in site.instances { raised[id] = target }
            }
            guard !replacements.isEmpty else { continue }
            edited[number].bytes = UnifiedDiff.applying(replacements, to: file.bytes)
            bump.files.append(
                .init(source: file, replacements: replacements, bytes: edited[number].bytes))
        }
        if !bump.files.isEmpty { try check(edited, raised) }
        return bump
    }

    /// What the new texts declare is what the old ones did, but for the raised versions.
    private func check(_ edited: [SourceFile], _ raised: [InstanceID: KernelVersion]) throws(Problem) {
        let loaded = ManifestLoader.load(edited)
        if let diagnostic = loaded.diagnostics.first {
            throw Problem(
                description: "the raised manifests would have an error, \(diagnostic.path):\(diagnostic.line): "
                    + "\(diagnostic.message); nothing was changed")
        }
        let differing = zip(fleets, loaded.fleets).first { !isSame($0, $1, raised) }?.0.name
        guard loaded.fleets.count == fleets.count, differing == nil else {
            let what = "the raised manifests would declare something else of the fleet '\(differing ?? "")', too"
            throw Problem(
                description: "\(what), since a version's anchor stands or is used where no version is; "
                    + "write the version out there, and run this again. Nothing was changed")
        }
    }

    private func isSame(_ old: DesiredFleet, _ new: DesiredFleet, _ raised: [InstanceID: KernelVersion]) -> Bool {
        var (bare, other) = (old, new)
        (bare.instances, other.instances) = ([], [])
        guard bare == other, old.instances.count == new.instances.count else { return false }
        return zip(old.instances, new.instances).allSatisfy { before, after in
            var expected = before
            expected.version = raised[before.id] ?? before.version
            // The Fleet's stops count for instances above them: a raise can add some that lie on the way.
            let added = after.via.subtracting(before.via)
            guard added.allSatisfy({ $0 >= before.version && $0 < expected.version }) else { return false }
            expected.via.formUnion(added)
            return expected == after
        }
    }
}
