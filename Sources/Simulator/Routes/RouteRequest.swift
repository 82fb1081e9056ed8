import CloudModel
import Fleet
import FoundationEssentials

/// A request on its way to a route: what its path, query and body say, read with the cloud's own refusals.
struct RouteRequest: Sendable {
    let call: CloudCall
    /// The path's segments where the call's pattern has a `*`; the first is the project.
    let wildcards: [String]
    let query: [String: String]
    let body: [UInt8]
    /// The cloud's own time.
    let now: Date

    /// The instance in the path.
    var instanceID: String { wildcards.count > 1 ? wildcards[1] : "" }

    /// A whole number in the query; throws `DBS.280001` where it is none or not allowed.
    func number(_ name: String, default standard: Int, allowed: ClosedRange<Int>) throws(SimulatedError) -> Int {
        guard let text = query[name] else { return standard }
        guard let number = Int(text), allowed.contains(number) else {
            throw .badParameter("\(name) must be \(allowed.lowerBound) to \(allowed.upperBound), not '\(text)'")
        }
        return number
    }

    /// A date in the query; throws `DBS.280001` where it is none.
    func date(_ name: String) throws(SimulatedError) -> Date? {
        guard let text = query[name] else { return nil }
        guard let date = WireDate.date(text) else {
            throw .badParameter("\(name) must be like 2026-01-31T18:00:00+0000, not '\(text)'")
        }
        return date
    }

    /// The body; throws `DBS.280001` where it is not JSON of the right shape.
    func decoded<Body: Decodable>(_ type: Body.Type) throws(SimulatedError) -> Body {
        do {
            return try JSONDecoder().decode(type, from: Data(body))
        } catch let error as DecodingError {
            throw .badParameter("the body " + error.location)
        } catch {
            throw .badParameter("the body can't be read")
        }
    }
}

extension DecodingError {
    /// Where the text is wrong, and how.
    var location: String {
        let (context, key): (Context, String?) =
            switch self {
            case .typeMismatch(_, let context), .dataCorrupted(let context): (context, nil)
            case .valueNotFound(_, let context): (context, nil)
            case .keyNotFound(let key, let context): (context, key.stringValue)
            @unknown default: (Context(codingPath: [], debugDescription: "can't be read"), nil)
            }
        let path = Self.text(context.codingPath)
        if let key { return (path.isEmpty ? "" : "at \(path) ") + "lacks '\(key)'" }
        return (path.isEmpty ? "is wrong: " : "is wrong at \(path): ") + context.debugDescription
    }

    private static func text(_ path: [any CodingKey]) -> String {
        path.reduce(into: "") { text, key in
            if let index = key.intValue {
                text += "[\(index)]"
            } else {
                text += (text.isEmpty ? "" : ".") + key.stringValue
            }
        }
    }
}

/// An answer before it is written out.
struct Answer: Sendable {
    var status = 200
    var headers: [(name: String, value: String)] = []
    var json: JSON
    /// The `Content-Type`.
    var type: String

    init(
        _ json: JSON, status: Int = 200, headers: [(name: String, value: String)] = [],
        type: String = "application/json"
    ) {
        (self.json, self.status, self.headers, self.type) = (json, status, headers, type)
    }
}
