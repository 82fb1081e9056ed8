import Crypto
import Fleet
import FoundationEssentials
public import Planning
import Text

/// A saved plan as a file: readable JSON, with a SHA-256 over its canonical form (sorted keys, no white space, the
/// digest left out). It guards against what changes a file by accident, and tells plans apart; a person who may write the
/// file can also give it another digest.
public struct PlanFile: Sendable {
    /// The plan.
    public let plan: SavedPlan
    /// `sha256:` and 64 hexadecimal digits.
    public let digest: String
    /// The file's whole text, without a newline at its end.
    public let text: String

    /// The file of a plan.
    public init(_ plan: SavedPlan) {
        self.plan = plan
        digest = Self.digest(of: plan)
        text = JSONText.render(Sealed(plan: plan, digest: digest))
    }

    /// Reads a file. Only what `init(_:)` writes is accepted, to the byte: so unknown, repeated and missing keys are
    /// errors, and nothing in the file can mean another thing to a reader than to the program.
    public init(reading bytes: [UInt8], toolVersion: String) throws(Problem) {
        let data = Data(bytes.last == UInt8(ascii: "\n") ? bytes.dropLast() : bytes[...])
        if data.isEmpty { throw Problem("is empty") }
        try Self.checkKind(data, toolVersion)
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        let sealed: Sealed
        do {
            sealed = try decoder.decode(Sealed.self, from: data)
        } catch {
            throw Problem("was changed after it was made: \(Self.words(error))")
        }
        self.init(sealed.plan)
        guard sealed.digest == digest else {
            throw Problem("was changed after it was made: its digest is not that of its content")
        }
        guard Data(text.utf8) == data else {
            throw Problem(
                "was changed after it was made: it has unknown or repeated keys, or is not written as dbconverge writes it"
            )
        }
        if let problem = plan.repetition { throw Problem(problem) }
    }

    /// Why a file is no plan that can be applied, in words that follow its name.
    public struct Problem: Error, Hashable, CustomStringConvertible {
        /// The words.
        public let description: String

        init(_ description: String) { self.description = description }
    }

    private static func checkKind(_ data: Data, _ toolVersion: String) throws(Problem) {
        let header: Header
        do {
            header = try JSONDecoder().decode(Header.self, from: data)
        } catch DecodingError.dataCorrupted {
            throw Problem("is no whole JSON document: it was cut off or changed, or is no plan file")
        } catch {
            throw Problem("is no plan file: `plan --out` writes one")
        }
        guard header.kind == SavedPlan.kind else {
            let what = header.schemaVersion == nil ? "" : " but the JSON answer of a command"
            throw Problem("is no plan file\(what): `plan --out` writes one")
        }
        guard header.schemaVersion == SavedPlan.currentSchemaVersion else {
            let version = header.schemaVersion.map { "\($0)" } ?? "none"
            throw Problem(
                "has the schema version \(version), and dbconverge \(toolVersion) reads \(SavedPlan.currentSchemaVersion)"
            )
        }
    }

    private static func digest(of plan: SavedPlan) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        // Only a value such as a not-a-number could fail, and no plan has one.
        let hash = SHA256.hash(data: (try? encoder.encode(plan)) ?? Data())
        return "sha256:" + Hexadecimal.text(hash)
    }

    /// What is wrong and where, without what the file holds.
    private static func words(_ error: any Error) -> String {
        func place(_ context: DecodingError.Context, _ last: (any CodingKey)? = nil) -> String {
            let path = (context.codingPath + [last].compactMap(\.self)).map {
                $0.intValue.map { "\($0)" } ?? $0.stringValue
            }
            return path.isEmpty ? "its top level" : path.joined(separator: ".")
        }
        return switch error {
        case DecodingError.keyNotFound(let key, let context): "\(place(context, key)) is missing"
        case DecodingError.valueNotFound(_, let context), DecodingError.typeMismatch(_, let context),
            DecodingError.dataCorrupted(let context):
            "\(place(context)) has no value that it can have"
        default: "it cannot be read"
        }
    }

    private struct Header: Decodable {
        var kind: String?
        var schemaVersion: Int?
    }

    /// The plan's keys with the digest beside them.
    private struct Sealed: Codable {
        var plan: SavedPlan
        var digest: String

        private enum Key: String, CodingKey { case digest }

        init(plan: SavedPlan, digest: String) { (self.plan, self.digest) = (plan, digest) }

        init(from decoder: any Decoder) throws {
            digest = try decoder.container(keyedBy: Key.self).decode(String.self, forKey: .digest)
            plan = try SavedPlan(from: decoder)
        }

        func encode(to encoder: any Encoder) throws {
            try plan.encode(to: encoder)
            var values = encoder.container(keyedBy: Key.self)
            try values.encode(digest, forKey: .digest)
        }
    }
}

extension SavedPlan {
    /// What is listed twice, or of an instance that is not in its fleet: no plan that was made has that. Nil: nothing.
    fileprivate var repetition: String? {
        var fleetNames: Set<String> = []
        var all: Set<InstanceID> = []
        for fleet in fleets {
            if !fleetNames.insert(fleet.fleet).inserted { return "names the fleet '\(fleet.fleet)' twice" }
            for instance in fleet.instances where !all.insert(instance.id).inserted {
                return "names the instance \(instance.id) twice"
            }
            let declared = Set(fleet.instances.map(\.id))
            for (what, ids) in [("upgrades", fleet.upgrades.map(\.instance)), ("prechecks", fleet.prechecks)] {
                var seen: Set<InstanceID> = []
                for id in ids {
                    if !seen.insert(id).inserted { return "lists \(id) twice in \(what)" }
                    if !declared.contains(id) { return "lists \(id) in \(what), which its fleet does not have" }
                }
            }
            var canceled: Set<InstanceID> = []
            for one in fleet.cancellations where !canceled.insert(one.instance).inserted {
                return "lists \(one.instance) twice in cancellations"
            }
        }
        return nil
    }
}
