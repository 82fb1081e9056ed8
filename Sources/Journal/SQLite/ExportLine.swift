import FoundationEssentials
import GRDB

/// A line of an exported journal: JSON Lines, first what it is, then a row each, in the end how many these were, so that
/// a part of a file is not taken for the whole.
enum ExportLine: Codable {
    /// The first line: the version of the lines, and that of the tables.
    case header(version: Int)
    /// A row, and the checksum that it has in the journal; nil where its table has none.
    case row(table: String, [String: DatabaseValue], checksum: Int64?)
    /// The last line.
    case end(rows: Int)

    /// The version of the lines. It changes when a line changes its meaning.
    static let schemaVersion = 1
    /// What tells an export from other files.
    private static let format = "dbconverge journal"

    /// Why a line is none.
    struct Failure: Error {
        var message: String
    }

    private enum Key: String, CodingKey { case format, schemaVersion, version, table, checksum, row, end, rows }

    init(from decoder: any Decoder) throws {
        let keys = try decoder.container(keyedBy: Key.self)
        if let format = try keys.decodeIfPresent(String.self, forKey: .format) {
            guard format == Self.format else { throw Failure(message: "it is '\(format)', and no journal") }
            let version = try keys.decode(Int.self, forKey: .schemaVersion)
            guard version == Self.schemaVersion else {
                throw Failure(
                    message: "its lines have the version \(version), and this program reads \(Self.schemaVersion)")
            }
            self = .header(version: try keys.decode(Int.self, forKey: .version))
        } else if let table = try keys.decodeIfPresent(String.self, forKey: .table) {
            // A number of 64 bits is a text: not all that read JSON keep one.
            let text = try keys.decodeIfPresent(String.self, forKey: .checksum)
            let checksum = try text.map { text in
                guard let checksum = Int64(text) else { throw Failure(message: "its checksum is no number") }
                return checksum
            }
            let row = try keys.decode([String: ExportValue].self, forKey: .row)
            self = .row(table: table, row.mapValues(\.value), checksum: checksum)
        } else {
            guard try keys.decodeIfPresent(Bool.self, forKey: .end) == true else {
                throw Failure(message: "it is neither the first line of an export nor a row nor the last line")
            }
            self = .end(rows: try keys.decode(Int.self, forKey: .rows))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var keys = encoder.container(keyedBy: Key.self)
        switch self {
        case .header(let version):
            try keys.encode(Self.format, forKey: .format)
            try keys.encode(Self.schemaVersion, forKey: .schemaVersion)
            try keys.encode(version, forKey: .version)
        case .row(let table, let values, let checksum):
            try keys.encode(table, forKey: .table)
            try keys.encodeIfPresent(checksum.map(String.init), forKey: .checksum)
            try keys.encode(values.mapValues(ExportValue.init), forKey: .row)
        case .end(let rows):
            try keys.encode(true, forKey: .end)
            try keys.encode(rows, forKey: .rows)
        }
    }
}

/// A value of a column: the tables are strict, and have whole numbers, texts and nothing.
private struct ExportValue: Codable {
    var value: DatabaseValue

    init(_ value: DatabaseValue) { self.value = value }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            value = .null
        } else if let number = try? container.decode(Int64.self) {
            value = number.databaseValue
        } else {
            value = try container.decode(String.self).databaseValue
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch value.storage {
        case .null: try container.encodeNil()
        case .int64(let number): try container.encode(number)
        case .string(let text): try container.encode(text)
        case .double, .blob: throw ExportLine.Failure(message: "a value is neither a whole number nor a text")
        }
    }
}
