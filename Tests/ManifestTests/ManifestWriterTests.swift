import Fleet
import Manifest
import TestSupport
import Testing

@Suite struct ManifestWriterTests {
    private static let location = Location(region: "cn-north-4", project: .auto)

    private func live(
        _ number: Int, _ name: String, _ version: String = "2.0.72.260100", tags: [String: String] = [:]
    ) throws -> LiveInstance {
        let digits = String(number, radix: 16)
        let id = try #require(InstanceID(String(repeating: "0", count: 32 - digits.count) + digits + "in07"))
        return LiveInstance(ObservedInstance(id: id, name: name, status: "normal", kernelVersion: version), tags: tags)
    }

    /// What the loader reads from the manifests of these instances.
    private func loaded(
        _ instances: [LiveInstance], _ plan: ImportPlan = ImportPlan(location: location), labels: Bool = false
    ) throws -> [DesiredFleet] {
        let writer = ManifestWriter(labelsFromTags: labels)
        let files = plan.fleets(of: instances).map {
            SourceFile(path: "\($0.name).yaml", bytes: Array(writer.text(of: $0).utf8))
        }
        for file in files { HostileText.expectSafe(String(decoding: file.bytes, as: UTF8.self)) }
        let loaded = ManifestLoader.load(files)
        #expect(loaded.diagnostics.isEmpty, "\(loaded.diagnostics.map { $0.rendered(color: false) })")
        return loaded.fleets
    }

    static let names = [
        "orders", "it's", "\"quoted\"", "a: b", "yes", "No", "ON", "null", "~", "true", "y", " leading", "trailing ",
        "  ",
        "数据库", "订单 一", "🚀", "👩‍👩‍👧", "12", "052e1", "0x1F", "1_000", "12:30", "2026-01-01", ".5", "-", "- x", "? x", "#x",
        "a #b", "&a", "*a", "!x", "|", ">", "%x", "@x", "`x`", "{}", "[]", "a,b", "<<", "=", "a\\b", "a\tb", "a\nb",
        "é",
        "e\u{301}", "\u{301}x", "\u{202E}txt", "a\u{200B}b", "a\u{2028}b", "\u{FEFF}x", "---", "...", "##[error]x",
        "::x",
        "{{", "x%>", "<% x", "=======", "ß", "İ", "null.yaml", "a/b", String(repeating: "x", count: 256),
    ]

    @Test func everyNameIsReadAsItIsInTheCloud() throws {
        let instances = try Self.names.enumerated().map { try live($0.offset, $0.element) }
        let read = try #require(try loaded(instances).first).instances
        #expect(read.count == instances.count)
        for (declared, instance) in zip(read, instances) {
            let isTemplate = ["{{", "<% x"].contains(instance.observed.name)
            #expect(
                declared.name.map { Array($0.unicodeScalars) }
                    == (isTemplate ? nil : Array(instance.observed.name.unicodeScalars)))
        }
    }

    @Test(arguments: HostileText.all + ["", "a\0b", "a\rb", "${x}", String(repeating: "数", count: 257)])
    func aNameThatNoManifestCanHaveIsLeftOutAndTheInstanceIsDeclared(_ name: String) throws {
        let read = try loaded([try live(1, name, tags: [name: "x", "ok": name])], labels: true)
        let declared = try #require(read.first?.instances.first)
        #expect(declared.name == nil || declared.name == name)
        #expect(declared.version == KernelVersion(2, 0, 72, 260100))
    }

    @Test func theVersionOfMostIsTheFleetsAndOthersHaveTheirOwn() throws {
        let instances = try [
            live(1, "b", "2.0.75.260400"), live(2, "a"), live(3, "c"), live(4, "b", "2.0.75.260400"),
            live(5, "odd", "8.0"),
        ]
        let fleet = try #require(ImportPlan(location: Self.location, name: "all").fleets(of: instances).first)
        expectGolden(ManifestWriter().text(of: fleet), "commands/import-one.yaml")
    }

    @Test func tagsBecomeLabelsAndOneFleetEach() throws {
        let instances = try [
            live(1, "orders-1", tags: ["service": "Orders", "env": "prod", "note": ""]),
            live(2, "stock-1", tags: ["service": "stock_db", "owner": "数据库组", "yes": "no"]),
            live(3, "orders-2", "2.0.75.260400", tags: ["service": "orders"]), live(4, "lost"),
            live(5, "odd", "?", tags: ["service": "odd"]), live(6, "e", tags: ["service": ""]),
            live(7, "u", tags: ["service": "untagged"]), live(8, "c", tags: ["service": "数据"]),
        ]
        let plan = ImportPlan(location: Self.location, splitTag: "service")
        let fleets = plan.fleets(of: instances)
        #expect(
            fleets.map(\.name) == ["empty", "odd", "orders", "orders-2", "other", "stock-db", "untagged", "untagged-2"])
        let writer = ManifestWriter(labelsFromTags: true)
        expectGolden(fleets.map(writer.text).joined(separator: "---\n"), "commands/import-split.yaml")
        #expect(try loaded(instances, plan, labels: true).count == 7)
    }

    @Test func tenThousandInstancesAreReadAsTheyAre() throws {
        let instances = try (0..<10_000).map {
            try live(
                $0, Self.names[$0 % Self.names.count], $0 % 3 == 0 ? "2.0.75.260400" : "2.0.72.260100",
                tags: ["n": "\($0)"])
        }
        let read = try #require(try loaded(instances, labels: true).first)
        let versions = Dictionary(uniqueKeysWithValues: read.instances.map { ($0.id, $0.version) })
        for instance in instances { #expect(versions[instance.observed.id] == instance.observed.current) }
    }
}
