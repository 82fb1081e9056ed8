internal import Fleet

/// The shapes of scalars, as the readers of `Value` check them: nothing that those accept is refused here.
extension SchemaNode {
    /// Text of any content.
    static func text(atLeast least: Int = 1, atMost most: Int = YAMLLimit.word) -> SchemaNode {
        let node = SchemaNode(["type": .string("string"), "maxLength": .integer(most)])
        return least > 0 ? node.with("minLength", .integer(least)) : node
    }

    /// One of the words that a type is made of.
    static func word<Word: RawRepresentable & CaseIterable>(of: Word.Type) -> SchemaNode
    where Word.RawValue == String {
        SchemaNode(["enum": .strings(Word.allCases.map(\.rawValue))])
    }

    static let boolean = SchemaNode(["type": .string("boolean")])

    static func integer(_ range: ClosedRange<Int>) -> SchemaNode {
        SchemaNode([
            "type": .string("integer"), "minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound),
        ])
    }

    /// Text of a shape; `isNumberToo` where YAML takes some of it for a number.
    static func shaped(_ pattern: String, isNumberToo: Bool = false, examples: [String]) -> SchemaNode {
        let types: JSONValue = isNumberToo ? .strings(["string", "number"]) : .string("string")
        return SchemaNode(["type": types, "pattern": .string("^\(pattern)$"), "examples": .strings(examples)])
    }

    /// A name such as Kubernetes wants.
    static func label(_ examples: String...) -> SchemaNode {
        shaped("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", isNumberToo: true, examples: examples)
    }

    /// A mapping of text to text.
    static func texts(atMost limit: Int) -> SchemaNode {
        SchemaNode([
            "type": .string("object"), "additionalProperties": text(atLeast: 0, atMost: limit).json,
            "propertyNames": .object(["maxLength": .integer(YAMLLimit.word)]),
        ])
    }

    static let labels = texts(atMost: YAMLLimit.word)

    static let kernelVersion = shaped(
        #"(0|[1-9][0-9]{0,9})(\.(0|[1-9][0-9]{0,9})){3}"#, examples: [Value.exampleVersion])

    static let stops = list(of: kernelVersion, atMost: 100).with("uniqueItems", .boolean(true))

    /// A count or a percentage; the default as it is written.
    static func limit(_ standard: Limit) -> SchemaNode {
        let value: JSONValue =
            switch standard {
            case .count(let count): .integer(count)
            case .percent(let percent): .string("\(percent)%")
            }
        return SchemaNode([
            "type": .strings(["integer", "string"]), "minimum": .integer(0), "maximum": .integer(1_000_000),
            "pattern": .string("^0*(100|[0-9]?[0-9])%$"), "examples": .array([.integer(3), .string("10%")]),
        ]).otherwise(value)
    }

    static let duration = shaped(
        "(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?", examples: ["90s", "15m", "1h30m", "2d"])

    static let day = shaped("[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])", examples: ["2026-12-24"])

    static let timeOfDay = shaped("([01][0-9]|2[0-3]):[0-5][0-9]", examples: ["02:00"])

    static let timeZone = shaped("(UTC|Etc/UTC|(?!Etc/|SystemV/).+/.+)", examples: ["Asia/Shanghai", "UTC"])

    /// A day of the week, or a range of them.
    static let days: SchemaNode = {
        let names = RolloutPolicy.Weekday.allCases.map(\.rawValue)
        let one = names.joined(separator: "|")
        let range = SchemaNode(["type": .string("string"), "pattern": .string("^(\(one))-(\(one))$")])
        let item = SchemaNode(["anyOf": .array([SchemaNode(["enum": .strings(names)]).json, range.json])])
        return list(of: item, atLeast: 1, atMost: 100).with("uniqueItems", .boolean(true))
    }()
}
