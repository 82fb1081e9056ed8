import ArgumentParser
import Fleet
import GitSource
import Report

/// Which of the declared fleets a command is about. What is checked over all manifests is checked before.
struct FleetChoice {
    /// The folders and files that were read.
    var paths: [String] = []
    /// The names of `--fleet`; empty: all.
    var names: [String] = []
    /// `--selector`; nil: all.
    var selector: SelectorArgument?

    /// Whether fleets may be left out.
    var isPartial: Bool { !names.isEmpty || selector != nil }

    /// Throws a usage error for an option that a script's unset variable has left empty.
    static func check(paths: [String], fleets: [String]) throws {
        if paths.contains("") { throw ValidationError("--path is empty; leave it out for its default") }
        if fleets.contains("") { throw ValidationError("--fleet is empty; leave it out for every fleet") }
    }

    /// The choice without fleets, for an answer of a command that has none to choose.
    func selection(_ ignored: IgnoredEntries) -> Selection {
        var selection = Selection(paths: paths, fleets: names, selector: selector?.text)
        (selection.leftOut.files, selection.leftOut.directories) = (ignored.files, ignored.directories)
        return selection
    }

    /// The fleets that are named and have the labels, and what that leaves out. `place` is where all of them are declared,
    /// for messages. Throws `Failure` for a name that none has, and where no fleet is left.
    func fleets(
        of all: [DesiredFleet], at place: String, _ ignored: IgnoredEntries
    ) throws(Failure) -> (fleets: [DesiredFleet], selection: Selection) {
        let known = Set(all.map(\.name))
        if let unknown = names.first(where: { !known.contains($0) }) {
            throw Failure(
                message: "no fleet is called '\(unknown)' \(place)",
                hint: "its fleets are \(known.sorted().joined(separator: ", "))\(unread(ignored))")
        }
        let wanted = Set(names)
        let named = wanted.isEmpty ? all : all.filter { wanted.contains($0.name) }
        let chosen = selector.map { one in named.filter { one.selector.matches($0.labels) } } ?? named
        if let selector, chosen.isEmpty {
            let subject = named.count == 1 ? "the fleet '\(named[0].name)' does not match" : "no fleet matches"
            throw selector.nothing(subject, place, named.map(\.labels))
        }
        var selection = self.selection(ignored)
        selection.leftOut.fleetsByName = all.count - named.count
        selection.leftOut.fleetsBySelector = named.count - chosen.count
        return (chosen, selection)
    }

    /// The names of those that are chosen among the fleets of several commits; empty: all.
    func names(of all: [DesiredFleet]) -> Set<String> {
        guard let selector else { return Set(names) }
        let wanted = Set(names)
        let chosen = all.filter { (wanted.isEmpty || wanted.contains($0.name)) && selector.selector.matches($0.labels) }
        return Set(chosen.map(\.name))
    }

    /// A fleet may be declared in what was not read.
    private func unread(_ ignored: IgnoredEntries) -> String {
        let read = selection(ignored).whatWasRead
        return read.map { "; \($0)" } ?? ""
    }
}

extension SelectorArgument {
    /// The instances that it matches: an instance has its own labels and those of its fleet, of which its own win.
    func instances(of fleets: [DesiredFleet]) -> Set<InstanceID> {
        var found: Set<InstanceID> = []
        for fleet in fleets {
            for instance in fleet.instances where selector.matches(instance.labels(in: fleet)) {
                found.insert(instance.id)
            }
        }
        return found
    }

    /// The error where no instance of these fleets is chosen.
    func nothing(of fleets: [DesiredFleet]) -> Failure {
        nothing(
            "no declared instance is chosen by", "in the work tree",
            fleets.flatMap { fleet in fleet.instances.map { $0.labels(in: fleet) } })
    }

    /// The most labels that a message lists.
    private static let shownLabels = 20

    /// The error where nothing matches, which lists what could be asked for.
    func nothing(_ subject: String, _ place: String, _ labels: [[String: String]]) -> Failure {
        let all = Set(labels.flatMap { $0.map { "\($0)=\($1)" } }).sorted()
        let more = all.count > Self.shownLabels ? " and \(all.count - Self.shownLabels) more" : ""
        return Failure(
            message: "\(subject) --selector '\(text)' \(place)",
            hint: all.isEmpty
                ? "there are no labels: give the fleets some in metadata.labels, or leave out --selector"
                : "the labels that there are: \(all.prefix(Self.shownLabels).joined(separator: ", "))\(more)")
    }
}

extension DesiredInstance {
    /// Its own labels, and those of its fleet.
    fileprivate func labels(in fleet: DesiredFleet) -> [String: String] {
        fleet.labels.isEmpty ? labels : fleet.labels.merging(labels) { $1 }
    }
}
