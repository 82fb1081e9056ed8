import Fleet
import Foundation
import Manifest
import TestSupport
import Testing

@Suite struct SchemaTests {
    /// What concerns more than the value that stands there.
    private static let elsewhere: Set<Diagnostic.Code> = [
        .noManifests, .danglingRollout, .danglingDependency, .dependencyCycle, .badVia, .unmatchedInstance, .emptyWave,
        .unreachableWave,
    ]

    @Test(arguments: SchemaTable.all) func `the schema has the keys that the loader knows, and no others`(
        table: SchemaTable
    ) throws {
        #expect(Set(try table.properties().keys) == (try table.keysOfLoader()))
    }

    @Test(arguments: SchemaTable.all) func `every key has a text to hover over`(table: SchemaTable) throws {
        for (key, node) in try table.properties() {
            let text = try #require(node["description"] as? String, "\(key)")
            #expect(text.hasSuffix(".") && text.count <= 140, "\(key): \(text)")
        }
    }

    @Test(arguments: SchemaTable.all) func `a default is what counts where the key is left out`(table: SchemaTable)
        throws
    {
        for (key, node) in try table.properties() {
            guard let value = node["default"] else { continue }
            func fleets(_ value: String?) -> [DesiredFleet] {
                let isRollout = table.place.contains("1")
                let rest =
                    isRollout
                    ? fleet(spec: "rollout: orders") : fleet("orders-test", instances: "[{ id: \(stock) }]")
                let text = table.document(key, value) + "\n---\n" + rest
                return ManifestLoader.load([file(text)]).fleets
            }
            let written = (value as? String).map { "\"\($0)\"" } ?? "\(value)"
            // A selector that takes nothing has no fleet to compare.
            let isBoolean = node["type"] as? String == "boolean"
            let given = fleets(isBoolean ? (value as? Bool == true ? "true" : "false") : written)
            #expect(!given.isEmpty, "\(key)")
            #expect(given == fleets(nil), "\(key)")
        }
    }

    /// Values of every shape in the place of every key: what the loader accepts the schema accepts, and what only the loader
    /// refuses is in the golden file.
    @Test func `the schema refuses nothing that the loader accepts`() throws {
        var cases: [(name: String, text: String)] = []
        for table in SchemaTable.all {
            for key in try table.keysOfLoader().sorted() {
                for value in Self.values {
                    cases.append(("\(table.name) \(key): \(value)", table.document(key, value)))
                }
                cases.append(("\(table.name) without \(key)", table.document(key, nil)))
            }
            cases.append(("\(table.name) x-own: 1", table.document("x-own", "1")))
            cases.append(("\(table.name) x-: 1", table.document("x-", "1")))
        }
        let refusals = try Self.refusals(of: [("cases.yaml", cases.map(\.text).joined(separator: "\n---\n"))])[
            "cases.yaml"]
        let verdicts = try #require(refusals?.documents)
        try #require(verdicts.count == cases.count)
        var falseAlarms: [String] = []
        var leftToLoader: [String] = []
        for (item, refused) in zip(cases, verdicts) {
            let codes = Set(ManifestLoader.load([file(item.text)]).diagnostics.map(\.code)).subtracting(Self.elsewhere)
            if codes.isEmpty, !refused.isEmpty { falseAlarms.append("\(item.name): \(refused)") }
            if !codes.isEmpty, refused.isEmpty {
                leftToLoader.append("\(item.name) [\(codes.map(\.rawValue).sorted().joined(separator: ", "))]")
            }
        }
        // An editor offers true and false where a boolean could stand: not for the sake of these.
        let booleans = [
            "metadata name", "Fleet region", "Fleet credentials", "Fleet rollout", "dependency fleet", "wave name",
            "check name", "check before name", "prometheus server", "webhook target",
        ]
        #expect(falseAlarms.filter { alarm in !booleans.contains { alarm.hasPrefix("\($0): true") } } == [])
        expectGolden(leftToLoader.joined(separator: "\n"), "schema/left-to-the-loader.txt")
    }

    @Test func `the schema accepts every sound manifest of this repository`() throws {
        let root = testsFolder.deletingLastPathComponent()
        var files: [(String, String)] = []
        for folder in [
            "Tests/Fixtures/manifests/good", "examples/quickstart/fleets", "examples/rollouts", "examples/promotion",
        ] {
            let names = try FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path)
            for name in names.sorted() where name.hasSuffix(".yaml") {
                let text = try String(contentsOf: root.appending(path: "\(folder)/\(name)"), encoding: .utf8)
                files.append(("\(folder.split(separator: "/").joined(separator: "-"))-\(name)", text))
            }
        }
        #expect(files.count >= 8)
        for (name, verdict) in try Self.refusals(of: files) {
            #expect(
                verdict.documents?.isEmpty == false && verdict.documents?.allSatisfy(\.isEmpty) == true,
                "\(name): \(verdict)")
        }
    }

    /// Which of the files that the loader refuses an editor underlines too.
    @Test func `bad manifests are refused by their shape or left to the loader`() throws {
        // A validator would write the bomb out.
        let names = fixtureNames(in: "bad").filter { $0 != "alias-bomb" }
        let files = try names.map { ("\($0).yaml", try fixture("bad/\($0).yaml").bytes) }
        let verdicts = try Self.refusals(of: files)
        let lines = names.map { name in
            let said =
                switch verdicts["\(name).yaml"] {
                case .unreadable(let error): "no YAML: \(error)"
                case .read(let documents) where documents.allSatisfy(\.isEmpty): "left to the loader"
                case .read: "refused"
                case nil: "missing"
                }
            return "\(name): \(said)"
        }
        expectGolden(lines.joined(separator: "\n"), "schema/bad-manifests.txt")
    }

    /// What the reference says of a file.
    enum Verdict: Decodable {
        case unreadable(String)
        /// What is refused, of each document.
        case read([[String]])

        var documents: [[String]]? { if case .read(let documents) = self { documents } else { nil } }

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let error = try? container.decode(String.self) {
                self = .unreadable(error)
            } else {
                self = .read(try container.decode([[String]].self))
            }
        }
    }

    private static func refusals(of files: [(String, String)]) throws -> [String: Verdict] {
        try refusals(of: files.map { ($0.0, Array($0.1.utf8)) })
    }

    private static func refusals(of files: [(String, [UInt8])]) throws -> [String: Verdict] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "dbconverge-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let schema = folder.appending(path: "schema.json")
        try JSONEncoder().encode(ManifestSchema()).write(to: schema)
        for (name, bytes) in files { try Data(bytes).write(to: folder.appending(path: name)) }
        let answer = try Reference.run("schema.py", [schema.path] + files.map { folder.appending(path: $0.0).path })
        let verdicts = try JSONDecoder().decode([String: Verdict].self, from: answer)
        return Dictionary(uniqueKeysWithValues: verdicts.map { (URL(filePath: $0.key).lastPathComponent, $0.value) })
    }

    private static let values =
        [
            "~", "true", "True", "yes", "off", "0", "1", "100", "101", "-1", "1.5", "2.0", "1e5", "\"3\"", "\"\"", "a",
            "ABC", "a-b", "-a", "a b", String(repeating: "a", count: 63), String(repeating: "a", count: 64),
            "10%", "100%", "101%", "1.5%", "2.0.75.260400", "\"2.0.75.260400\"", "2.0.75", "2.0.075.1", "latest",
            "'>=2.0'",
            "90s", "1h30m", "1m1h", "1.5h", "90", "2d", "5000d", "30s", "\"02:00\"", "02:00", "\"2:00\"", "\"24:00\"",
            "2026-12-24", "2026-13-01", "2026-02-30", "24.12.2026", "Asia/Shanghai", "Asia/Nowhere", "UTC", "CST",
            "Etc/GMT-8", "immediate", "maintenanceWindow", "required", "In", "Exists", "auto", "Fleet", "Rollout",
            "dbconverge/v1", "dbconverge/v2", "054e292c9880d4992f02c0196d3ea468", "00000000000000000000000000000010",
            orders, "\(orders)0", "[]", "[a]", "[1]", "[~]", "[\"\"]", "[a, a]", "[2.0.51.240305]",
            "[2.0.51.240305, 2.0.51.240305]", "[Mon-Fri, Sat]", "[Sat, Sat]", "[Sat-Sat]", "[mon]", "{}", "{ a: b }",
            "{ a: 1 }", "{ a: \"\" }", "{ a: ~ }", "{ name: a }", "[{}]", "[{ id: \(orders) }]", "[{ name: a }]",
            "{ matchLabels: { a: b } }", "[{ key: a, operator: Exists }]",
        ]
}
