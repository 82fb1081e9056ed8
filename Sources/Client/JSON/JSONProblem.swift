/// Why a JSON text can't be used.
struct JSONProblem: Error, Hashable {
    /// What is wrong.
    enum Kind: Hashable {
        /// The text is no JSON (RFC 8259), is cut short, or is nested too deep.
        case malformed
        /// A value that has to be there is not, is null, or has another type than its reader expects.
        case missing, null, otherType
    }

    var kind: Kind
    /// Where the value of a wrong shape stands, such as `instances[3].id`; empty for the whole text, and where it is malformed.
    var path = ""

    static let malformed = JSONProblem(kind: .malformed)

    /// The problem of a value that is not the object or array that its reader expects.
    static func unexpected(_ kind: JSONScanner.Kind, at path: String) -> JSONProblem {
        JSONProblem(kind: kind == .null ? .null : .otherType, path: path)
    }
}

extension JSONProblem: CustomStringConvertible {
    /// `instances[3] is null`.
    var description: String {
        let what =
            switch kind {
            case .malformed: "is not JSON, or is cut short"
            case .missing: "is missing"
            case .null: "is null"
            case .otherType: "has another type"
            }
        return "\(path.isEmpty ? "it" : path) \(what)"
    }
}
