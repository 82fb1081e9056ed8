/// What the schema has and this version does not do yet. All of it is read and checked, and then refused where it is
/// written, because nothing that is declared may be ignored. Support for a thing removes its line here.
enum Unsupported {
    static let today: [Rule] = [
        Rule(.fleet, "spec.credentials"),
        Rule(.fleet, "spec.projectID", only: "auto", instead: "write the project's id"),
    ]

    /// One thing: where it stands, and for which value.
    struct Rule {
        var kind: Header.Kind
        var path: [String]
        /// The value that it is about; nil: every one.
        var value: String?
        /// What to do instead.
        var instead: String

        init(_ kind: Header.Kind, _ path: String, only value: String? = nil, instead: String = "remove it") {
            (self.kind, self.value, self.instead) = (kind, value, instead)
            self.path = path.split(separator: ".").map(String.init)
        }
    }
}

extension Unsupported.Rule {
    /// Reports the place in a document that this rule is about.
    func refuse(in root: Value) {
        var node: Value? = root
        for step in path { node = node?.child(step) }
        guard let node, value == nil || (node.isScalar && node.rawText == value) else { return }
        let what = value.map { "'\(path.last ?? ""): \($0)'" } ?? node.name
        node.document.log.report(.notSupportedYet, at: node.keyPlace, "\(what) is not supported yet", hint: instead)
    }
}
