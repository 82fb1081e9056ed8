public import Fleet
public import Manifest
import Text

/// What `bump` does, for people: the diff, what stays as it is and why, and a summary.
public struct BumpText {
    let layout: Layout
    let names: [InstanceID: String]

    /// A renderer; `names` are what the instances are called, else by their ids.
    public init(_ layout: Layout, names: [InstanceID: String] = [:]) { (self.layout, self.names) = (layout, names) }

    /// The answer; `isWritten`: the files have been replaced.
    public func render(_ bump: VersionBump, isWritten: Bool, selection: Selection = Selection()) -> String {
        var lines = bump.shownDiff.map { layout.style.paint($0, color($0)) }
        if !lines.isEmpty { lines.append("") }
        if !bump.kept.isEmpty {
            lines.append("Kept as declared:")
            for (place, kept) in places(of: bump.kept) {
                lines.append("  \(place)".printable)
                for item in kept { lines += self.lines(of: item) }
            }
            lines.append("")
        }
        lines += selection.lines(layout)
        let green: Style.Color? = isWritten && !bump.files.isEmpty ? .green : nil
        let summary = bump.summary(isWritten: isWritten).wrapped(toWidth: layout.width)
        return (lines + summary.map { layout.style.paint($0, green) }).joined(separator: "\n")
    }

    private func color(_ line: String) -> Style.Color? {
        if line.hasPrefix("---") || line.hasPrefix("+++") { return .bold }
        return line.hasPrefix("-") ? .red : line.hasPrefix("+") ? .green : line.hasPrefix("@@") ? .cyan : nil
    }

    /// By fleet, file and line, in their order.
    private func places(of kept: [VersionBump.Kept]) -> [(place: String, kept: [VersionBump.Kept])] {
        var places: [(place: String, kept: [VersionBump.Kept])] = []
        for item in kept {
            let place = "\(item.fleet)  \(item.declared)  \(item.path):\(item.line)"
            if places.last?.place == place {
                places[places.count - 1].kept.append(item)
            } else {
                places.append((place, [item]))
            }
        }
        return places
    }

    private func lines(of item: VersionBump.Kept) -> [String] {
        let names = item.instances.map { (self.names[$0] ?? $0.description).printable }
        let list = NameList.line(names, toWidth: layout.width - 5)
        let reason = item.reason.printable.wrapped(toWidth: layout.width - 6)
        return ["    \(list):"] + reason.map { "      \($0)" }
    }
}
