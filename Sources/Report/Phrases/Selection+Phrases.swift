import Text

extension Selection {
    /// How much was left out and by what, as one sentence; nil: nothing was.
    public var sentence: String? {
        let counts = [
            (leftOut.fleetsByName, "fleet", "--fleet"), (leftOut.fleetsBySelector, "fleet", "--selector"),
            (leftOut.instancesBySelector ?? 0, "instance", "--selector"),
        ]
        var parts = counts.filter { $0.0 > 0 }.map { "\($0.0.of($0.1)) left out by \($0.2)" }
        if let ignored { parts.append("\(ignored) left out by .dbconvergeignore") }
        return parts.isEmpty ? nil : parts.joined(separator: "; ") + "."
    }

    /// What a reader has to know who is told that instances are in no fleet: of which files that is said. Nil: of all.
    public var whatWasRead: String? {
        let rest = ignored == nil ? "" : "what .dbconvergeignore leaves out"
        if paths.isEmpty { return ignored == nil ? nil : "\(rest) was not read" }
        let shown = paths.prefix(3).map { $0 } + (paths.count > 3 ? ["\(paths.count - 3) more"] : [])
        let verb = paths.count == 1 ? "was" : "were"
        return "only \(shown.listed) \(verb) read" + (ignored == nil ? "" : ", without \(rest)")
    }

    /// What was left out, as a paragraph of Markdown; nothing where nothing was.
    var markdownLines: [String] { sentence.map { ["", Markdown.escape($0)] } ?? [] }

    /// The files and directories that were left out, in words; nil: none.
    private var ignored: String? {
        let counts = [(leftOut.files, "file"), (leftOut.directories, "directory")].filter { $0.0 > 0 }
        return counts.isEmpty ? nil : counts.map { $0.0.of($0.1) }.listed
    }
}

extension [String] {
    /// `a, b and c`.
    fileprivate var listed: String {
        guard let last, count > 1 else { return first ?? "" }
        return dropLast().joined(separator: ", ") + " and " + last
    }
}
