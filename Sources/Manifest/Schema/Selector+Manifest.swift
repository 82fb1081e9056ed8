internal import Fleet

extension Selector {
    enum Key: String, CaseIterable { case matchLabels, matchExpressions }
    enum ExpressionKey: String, CaseIterable { case key, `operator`, values }
    enum Operator: String, CaseIterable {
        case `in` = "In"
        case notIn = "NotIn"
        case exists = "Exists"
        case doesNotExist = "DoesNotExist"
    }

    /// Kubernetes' label selector; nil, and reported, where any part of it can't be read.
    init?(_ value: Value) {
        guard let fields = MappingReader<Key>(value, of: "a selector with matchLabels or matchExpressions") else {
            return nil
        }
        var requirements: [Requirement] = []
        var isWhole = true
        if let labels = fields[.matchLabels] {
            let read = labels.labels()
            isWhole = read?.count == labels.children.count / 2
            requirements += (read ?? [:]).sorted { $0.key < $1.key }.map { Requirement(key: $0.key, .in([$0.value])) }
        }
        if let expressions = fields[.matchExpressions] {
            let items = expressions.items(of: "expressions")
            let read = items?.compactMap(Selector.requirement)
            isWhole = isWhole && read != nil && read?.count == items?.count
            requirements += read ?? []
        }
        guard requirements.count <= 100 else {
            value.report(.badSelector, "a selector asks for at most 100 things, and this for \(requirements.count)")
            return nil
        }
        guard isWhole else { return nil }
        self.init(requirements)
    }

    private static func requirement(_ value: Value) -> Requirement? {
        guard let fields = MappingReader<ExpressionKey>(value, of: "an expression with key, operator and values") else {
            return nil
        }
        let key = fields.required(.key)?.string("the key of a label")
        let comparison = fields.required(.operator)?.word(of: Operator.self)
        let items = fields[.values].flatMap { $0.items(of: "label values") }
        let values = items?.compactMap { $0.string() }
        guard let key, let comparison, values?.count == items?.count else { return nil }
        switch comparison {
        case .in, .notIn:
            guard let values, !values.isEmpty else {
                if fields[.values] == nil || values?.isEmpty ?? false {
                    value.report(.badSelector, "\(comparison.rawValue) needs at least one value", hint: "add 'values'")
                }
                return nil
            }
            return Requirement(key: key, comparison == .in ? .in(Set(values)) : .notIn(Set(values)))
        case .exists, .doesNotExist:
            if let list = fields[.values] {
                list.report(
                    .badSelector, "\(comparison.rawValue) takes no values", hint: "remove 'values', or use In or NotIn")
                return nil
            }
            return Requirement(key: key, comparison == .exists ? .exists : .doesNotExist)
        }
    }
}
