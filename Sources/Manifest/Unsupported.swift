/// What the schema has and this version does not do yet. All of it is read and checked, and then refused where it is
/// written, because nothing that is declared may be ignored. Support for a thing removes its line here.
enum Unsupported {
    static let today: [Rule] = [
        Rule(.fleet, "spec.credentials"),
        Rule(.fleet, "spec.projectID", .only("auto"), instead: "write the project's id"),
        Rule(.rollout, "spec.waves.*.soak"),
        Rule(.rollout, "spec.timing", .only("maintenanceWindow"), instead: "write 'timing: immediate'"),
        Rule(.rollout, "spec.acceptMovingTarget"),
        Rule(.rollout, "spec.windows"),
        Rule(.rollout, "spec.freezes"),
        Rule(.rollout, "spec.maxChanges", .unless("100%"), instead: "write 'maxChanges: 100%'"),
        Rule(.rollout, "spec.precheck", .unless("off"), instead: "write 'precheck: off'"),
    ]

    /// One thing: where it stands (`*` is every entry of a list, `+` every one after the first), and for which values.
    struct Rule {
        var kind: Header.Kind
        var path: [String]
        var scope: Scope
        /// What to do instead.
        var instead: String

        init(_ kind: Header.Kind, _ path: String, _ scope: Scope = .always, instead: String = "remove it") {
            (self.kind, self.scope, self.instead) = (kind, scope, instead)
            self.path = path.split(separator: ".").map(String.init)
        }
    }

    /// Which values a rule is about.
    enum Scope {
        case always
        case only(String)
        case unless(String)
    }
}

extension Unsupported.Rule {
    /// Reports every place in a document that this rule is about.
    func refuse(in root: Value) { refuse(root, path[...]) }

    private func refuse(_ value: Value, _ rest: ArraySlice<String>) {
        guard let step = rest.first else {
            if applies(to: value) { report(value) }
            return
        }
        let rest = rest.dropFirst()
        switch step {
        case "*", "+":
            guard value.kind == .sequence else { return }
            for node in value.children.dropFirst(step == "+" ? 1 : 0) {
                refuse(Value(value.document, node: node), rest)
            }
        default: if let child = value.child(step) { refuse(child, rest) }
        }
    }

    private func applies(to value: Value) -> Bool {
        switch scope {
        case .always: true
        case .only(let text): value.isScalar && value.rawText == text
        case .unless(let text): !(value.isScalar && value.rawText == text)
        }
    }

    private func report(_ value: Value) {
        let what =
            switch scope {
            case .only(let text): "'\(path.last ?? ""): \(text)'"
            case .unless(let text): "any \(value.name) but '\(text)'"
            case .always where value.key == nil: "more than one entry of '\(path.dropLast().last ?? "")'"
            case .always: value.name
            }
        value.document.log.report(
            .notSupportedYet, at: value.keyPlace, "\(what) is not supported yet", hint: instead)
    }
}
