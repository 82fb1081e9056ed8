internal import Fleet
internal import FoundationEssentials

/// The answer of a Prometheus server to an instant query, as far as a check needs it.
struct PrometheusAnswer: Decodable {
    /// The value of one series: its time, and the number as text.
    struct Value: Decodable {
        var text: String

        init(from decoder: any Decoder) throws {
            var values = try decoder.unkeyedContainer()
            _ = try values.decode(Double.self)
            text = try values.decode(String.self)
        }
    }

    private struct Series: Decodable {
        var value: Value?
    }

    private struct Head: Decodable {
        var resultType: String
    }

    private struct Vector: Decodable {
        var result: [Series]
    }

    private struct Scalar: Decodable {
        var result: Value
    }

    private enum Key: String, CodingKey { case status, data, warnings }

    /// The values of the series.
    let values: [Value?]
    /// Whether it is one of numbers.
    let type: String
    /// What the server says against its own answer, such as that a part of the data is missing.
    let warnings: [String]

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        let status = try fields.decode(String.self, forKey: .status)
        guard status == "success" else {
            throw DecodingError.dataCorruptedError(forKey: .status, in: fields, debugDescription: "no success")
        }
        warnings = try fields.decodeIfPresent([String].self, forKey: .warnings) ?? []
        type = try fields.decode(Head.self, forKey: .data).resultType
        switch type {
        case "vector": values = try fields.decode(Vector.self, forKey: .data).result.map(\.value)
        case "scalar": values = [try fields.decode(Scalar.self, forKey: .data).result]
        default: values = []
        }
    }

    /// More series than these are a mistake in the query.
    static let mostSeries = 1000

    /// What an answer means: every series must satisfy the expectation.
    static func result(_ response: WireResponse, _ expect: Expectation, hiding redactor: Redactor) -> CheckResult {
        guard response.status == 200 else { return .inconclusive(CheckClient.status(response, hiding: redactor)) }
        guard let answer = try? JSONDecoder().decode(PrometheusAnswer.self, from: response.body) else {
            return .inconclusive("no answer of Prometheus: \(Excerpt.of(response, hiding: redactor))")
        }
        guard ["vector", "scalar"].contains(answer.type) else {
            let type = Excerpt.of(answer.type, limit: 20, hiding: redactor)
            return .inconclusive("the query gives a \(type) and no number: it needs an instant vector or a scalar")
        }
        if let warning = answer.warnings.first {
            return .inconclusive(
                "the server warns of its answer: \(Excerpt.of(warning, limit: 120, hiding: redactor))")
        }
        return result(answer.values, expect, hiding: redactor)
    }

    /// A number as Prometheus writes them: decimal, and finite.
    private static func number(_ text: String) -> Double? {
        guard text.utf8.allSatisfy({ "0123456789+-.eE".utf8.contains($0) }) else { return nil }
        return Double(text).flatMap { $0.isFinite ? $0 : nil }
    }

    private static func result(_ values: [Value?], _ expect: Expectation, hiding redactor: Redactor) -> CheckResult {
        guard !values.isEmpty else { return .inconclusive("the query finds no series") }
        guard values.count <= mostSeries else {
            return .inconclusive(
                "the query finds \(values.count) series; at most \(mostSeries) are compared: aggregate them")
        }
        var (numbers, unusable): ([Double], String?) = ([], nil)
        for value in values {
            if let number = value.flatMap({ number($0.text) }) {
                numbers.append(number)
            } else {
                let text = value.map { Excerpt.of($0.text, limit: 40, hiding: redactor) } ?? "a histogram"
                unusable = unusable ?? "a value is no finite number: \(text)"
            }
        }
        let failed = numbers.filter { !expect.isSatisfied(by: $0) }
        if let worst = worst(of: failed, expect) {
            let count = values.count > 1 ? " (\(failed.count) of \(values.count) series)" : ""
            return CheckResult(.failed, value: spelled(worst), message: "\(spelled(worst)) is not \(expect)\(count)")
        }
        if let unusable { return .inconclusive(unusable) }
        return CheckResult(.passed, value: worst(of: numbers, expect).map(spelled))
    }

    /// The number that comes nearest to what is not expected, or goes farthest beyond.
    private static func worst(of numbers: [Double], _ expect: Expectation) -> Double? {
        switch expect.comparison {
        case .less, .atMost: numbers.max()
        case .greater, .atLeast: numbers.min()
        case .equal, .unequal: numbers.first
        }
    }

    private static func spelled(_ number: Double) -> String {
        let text = "\(number)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
