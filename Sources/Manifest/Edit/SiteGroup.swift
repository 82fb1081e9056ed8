internal import Fleet
internal import Text

/// What becomes of one scalar, by where its instances could go.
struct SiteGroup {
    let site: VersionSite
    let declared: KernelVersion
    let path: String
    /// What the scalar is raised to; nil where it stays.
    private(set) var target: KernelVersion?
    /// What people should hear of instances that stay.
    private(set) var kept: [VersionBump.Kept] = []
    private let names: [InstanceID: String]

    init(
        _ site: VersionSite, declared: KernelVersion, path: String, _ standings: [InstanceID: RaiseStanding],
        _ names: [InstanceID: String]
    ) {
        (self.site, self.declared, self.path, self.names) = (site, declared, path, names)
        var targets: [KernelVersion: [InstanceID]] = [:]
        var staying: [(id: InstanceID, reason: String, isNews: Bool)] = []
        var unchosen: [InstanceID] = []
        for id in site.instances {
            switch standings[id] {
            case .target(let version) where version > declared: targets[version, default: []].append(id)
            case .target: staying.append((id, "it would be lowered", true))
            case .stays(let reason, let isNews): staying.append((id, reason, isNews))
            case .follows: break
            case nil: unchosen.append(id)
            }
        }
        let wanting = targets.values.joined().sorted()
        let obstacle = obstacle(targets, staying.map { ($0.id, $0.reason) }, unchosen)
        if let obstacle, let highest = targets.keys.max() {
            let offered = targets.count > 1 ? "up to \(highest)" : "\(highest)"
            kept.append(keep(wanting, "could go to \(offered), but \(obstacle)"))
        } else {
            target = targets.keys.first
        }
        let news = Dictionary(grouping: staying.filter(\.isNews), by: \.reason)
        for (reason, members) in news.sorted(by: { $0.key < $1.key }) { kept.append(keep(members.map(\.id), reason)) }
    }

    func raise(to target: KernelVersion) -> VersionBump.Raise {
        VersionBump.Raise(
            fleet: site.fleet, path: path, line: line, from: declared, to: target, instances: site.instances.sorted())
    }

    private var line: Int { Int(site.location.line) }

    private func keep(_ instances: [InstanceID], _ reason: String) -> VersionBump.Kept {
        VersionBump.Kept(
            fleet: site.fleet, path: path, line: line, declared: declared, instances: instances, reason: reason)
    }

    /// Why the scalar can't be raised for those that could go higher; nil where it can.
    private func obstacle(
        _ targets: [KernelVersion: [InstanceID]], _ staying: [(InstanceID, String)], _ unchosen: [InstanceID]
    ) -> String? {
        if let stranger = site.stranger {
            return "the alias in line \(stranger.line) repeats its text where no version is; write that out"
        }
        if site.range == nil { return "the version is spelled with escapes or over several lines; write it as it is" }
        let own = "give these a kernelVersion of their own"
        if let first = unchosen.first {
            let verb = unchosen.count == 1 ? "is" : "are"
            return "\(sharing) for \(others(first, of: unchosen.count)) too, which \(verb) not chosen; "
                + "choose all of them, or \(own)"
        }
        if let (first, reason) = staying.first {
            let others = others(first, of: staying.count)
            let why =
                staying.count == 1 ? ": \(reason)" : " (\((names[first] ?? first.description).printable): \(reason))"
            return "\(sharing) for \(others) too, which cannot follow\(why); wait, or \(own)"
        }
        guard targets.count > 1 else { return nil }
        let offers = targets.sorted { $0.key < $1.key }.map { "\($0.value.count.of("instance")) to \($0.key)" }
        let lowest = targets.keys.min().map { ", or raise to \($0) first with --to" } ?? ""
        return "\(sharing) for all, and they go apart: \(offers.joined(separator: ", ")); "
            + "give some a kernelVersion of their own\(lowest)"
    }

    private var sharing: String { "line \(line) declares it" }

    private func others(_ first: InstanceID, of count: Int) -> String {
        let name = (names[first] ?? first.description).printable
        return count == 1 ? name : "\(name) and \((count - 1).of("other"))"
    }
}
