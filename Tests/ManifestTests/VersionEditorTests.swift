import Fleet
import Foundation
import Manifest
import TestSupport
import Testing

@Suite struct VersionEditorTests {
    static let old = KernelVersion(2, 0, 75, 260400)
    static let new = KernelVersion(2, 0, 78, 260700)

    /// The text after a raise of these instances, and what was kept.
    private func raised(
        _ text: String, _ ids: [String] = [orders], _ others: [String: RaiseStanding] = [:]
    ) throws -> (text: String, kept: [String]) {
        var standings: [InstanceID: RaiseStanding] = [:]
        for id in ids { standings[try #require(InstanceID(id))] = .target(Self.new) }
        for (id, standing) in others { standings[try #require(InstanceID(id))] = standing }
        let source = file(text)
        let loaded = ManifestLoader.load([source])
        #expect(loaded.diagnostics.isEmpty, "\(loaded.diagnostics.map { $0.rendered(color: false) })")
        let bump = try VersionEditor([source], fleets: loaded.fleets).raise(standings)
        return (String(decoding: bump.files.first?.bytes ?? source.bytes, as: UTF8.self), bump.kept.map(\.reason))
    }

    @Test(arguments: [
        "2.0.75.260400", "\"2.0.75.260400\"", "'2.0.75.260400'", "!!str 2.0.75.260400", "&v 2.0.75.260400",
        "&v !!str '2.0.75.260400'", "!<tag:yaml.org,2002:str> \"2.0.75.260400\"", "|-\n        2.0.75.260400",
        ">-  # folded\n        2.0.75.260400", "\n      # above\n      2.0.75.260400", "! 2.0.75.260400",
        "2.0.75.260400   # 2.0.75.260400 is next",
    ]) func aVersionIsReplacedInTheStyleThatItHas(_ spelling: String) throws {
        let text = """
            \u{FEFF}# 订单 🚀 2.0.75.260400
            apiVersion: dbconverge/v1
            kind: Fleet
            metadata: {name: orders, labels: {"版本": 二}}
            spec:
              region: cn-north-4
              projectID: 054e292c9880d4992f02c0196d3ea468
              kernelVersion: \(spelling)
              instances: [{ id: \(orders) }]
            """
        let parts = spelling.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let isComment = parts.count > 1 && !spelling.hasPrefix(">") && !spelling.hasPrefix("\n")
        let expected =
            isComment
            ? parts[0].replacing("2.0.75.260400", with: "2.0.78.260700") + "#" + parts[1]
            : spelling.replacing("2.0.75.260400", with: "2.0.78.260700")
        #expect(
            try raised(text).text == text.replacing("kernelVersion: " + spelling, with: "kernelVersion: " + expected))
    }

    @Test(arguments: ["\r\n", "\r"]) func otherEndsOfLinesStay(_ end: String) throws {
        let text = ["# 订单", fleet(), "# no end"].joined(separator: "\n").replacing("\n", with: end)
        let expected = ["# 订单", fleet(), "# no end"].joined(separator: "\n")
            .replacing("2.0.75.260400", with: "2.0.78.260700").replacing("\n", with: end)
        #expect(try Array(raised(text).text.utf8) == Array(expected.utf8))
    }

    @Test func theFileMayStandOnOneLineWithoutAnEnd() throws {
        let text =
            "{apiVersion: dbconverge/v1, kind: Fleet, metadata: {name: a}, spec: {region: cn-north-4, projectID: auto, "
            + "instances: [{name: '数据🚀', id: \(orders), kernelVersion: 2.0.75.260400}, {id: \(stock), kernelVersion: '2.0.1.1'}]}}"
        #expect(try raised(text).text == text.replacing("2.0.75.260400", with: "2.0.78.260700"))
        #expect(try raised(text, [orders, stock]).text.contains("'2.0.78.260700'"))
    }

    @Test(arguments: [
        ("\"2.0.75\\x2e260400\"", "spelled with escapes"), ("\"2.0.75.2604\\\n        00\"", "spelled with escapes"),
    ]) func aVersionWithEscapesStaysAndIsToldOf(_ spelling: String, _ reason: String) throws {
        let text = fleet(instances: "\n    - id: \(orders)\n      kernelVersion: \(spelling)")
        let result = try raised(text)
        #expect(result.text == text)
        #expect(result.kept.count == 1 && result.kept[0].contains(reason), "\(result.kept)")
    }

    @Test func aSharedVersionIsRaisedOnlyWhereAllGoToOne() throws {
        let text = fleet(instances: "[{id: \(orders)}, {id: \(stock), name: stock}]")
        #expect(try raised(text, [orders, stock]).text == text.replacing("2.0.75.260400", with: "2.0.78.260700"))
        let unchosen = try raised(text)
        #expect(unchosen.text == text)
        #expect(
            unchosen.kept == [
                "could go to 2.0.78.260700, but line 7 declares it for stock too, which is not chosen; "
                    + "choose all of them, or give these a kernelVersion of their own"
            ])
        let staying = try raised(text, [orders], [stock: .stays("it is gone")])
        #expect(staying.text == text)
        #expect(
            staying.kept.count == 2 && staying.kept[0].contains("for stock too, which cannot follow: it is gone"),
            "\(staying.kept)")
        let apart = try raised(text, [orders], [stock: .target(KernelVersion(2, 0, 76, 1))])
        #expect(apart.text == text)
        #expect(apart.kept.count == 1 && apart.kept[0].contains("go apart: 1 instance to 2.0.76.1"), "\(apart.kept)")
        #expect(try raised(text, [orders], [stock: .follows("it is suspended")]).text != text)
    }

    @Test func anAliasCountsAsOneOfTheInstancesOfItsAnchor() throws {
        let text = fleet(
            instances: "[{id: \(orders), kernelVersion: &v 2.0.70.1}, {id: \(stock), kernelVersion: *v }]")
        #expect(try raised(text, [orders, stock]).text == text.replacing("2.0.70.1", with: "2.0.78.260700"))
        let one = try raised(text)
        #expect(one.text == text)
        #expect(one.kept[0].contains("line 8 declares it for \(stock) too, which is not chosen"), "\(one.kept)")
    }

    @Test func anAnchorThatIsUsedForSomethingElseStopsTheRaise() throws {
        let label = fleet(
            instances: "[{id: \(orders), kernelVersion: &v 2.0.70.1}, {id: \(stock), labels: {was: *v }}]")
        let kept = try raised(label)
        #expect(kept.text == label)
        #expect(kept.kept[0].contains("the alias in line 8 repeats its text where no version is"), "\(kept.kept)")
        let anchored = fleet(
            instances: "[{id: \(stock), labels: {was: &v 2.0.70.1}}, {id: \(orders), kernelVersion: *v }]")
        #expect { _ = try raised(anchored) } throws: { error in
            "\(error)".contains("declare something else of the fleet 'orders'")
        }
    }

    @Test func stopsOfTheFleetThatARaisedInstanceNowPassesAreNoObstacle() throws {
        let text = fleet(
            spec: "via: [2.0.72.1, 2.0.51.240305]",
            instances: "[{id: \(orders), kernelVersion: 2.0.70.1}, {id: \(stock)}]")
        #expect(try raised(text).text == text.replacing("2.0.70.1", with: "2.0.78.260700"))
    }

    @Test func nothingIsEverLowered() throws {
        let text = fleet().replacing("2.0.75.260400", with: "2.0.79.1")
        #expect(try raised(text).text == text)
    }

    @Test func oneVersionOfATenMegabyteLineIsFoundInOnePass() throws {
        let ids = (0..<20_000).map { String(format: "%032x", $0) + "in07" }
        let items = ids.map { "{id: \($0), name: '数据库', kernelVersion: 2.0.75.260400}" }
        let text = fleet(instances: "[\(items.joined(separator: ", "))]").replacing(
            "  kernelVersion: 2.0.75.260400\n", with: "")
        #expect(try raised(text, ids).text == text.replacing("2.0.75.260400", with: "2.0.78.260700"))
    }

    @Test func ofAThousandManifestsOnlyVersionsDifferAndTheyAreTheRaisedOnes() throws {
        var cases: [Case] = []
        var (raises, kept) = (0, 0)
        for seed in 1...1000 {
            let (made, files) = try edited(UInt64(seed))
            cases.append(made.0)
            raises += made.1.raises.count
            kept += made.1.kept.count
            _ = files
        }
        #expect(raises > 1000 && kept > 300, "\(raises) raises, \(kept) kept")
        let folder = FileManager.default.temporaryDirectory.appending(path: "versions-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: folder) }
        try JSONEncoder().encode(cases).write(to: folder)
        let problems = try JSONDecoder().decode(
            [[String]].self, from: try Reference.run("versions.py", [folder.path]))
        #expect(problems.count == 1000)
        for (index, found) in problems.enumerated() where !found.isEmpty {
            Issue.record("seed \(index + 1): \(found.prefix(3))")
        }
    }

    private struct Case: Encodable {
        var files: [[String]]
        var versions: [String: String]
    }

    /// The files of one seed, raised at random, for the judge; and what the loader says of them.
    private func edited(_ seed: UInt64) throws -> ((Case, VersionBump), [SourceFile]) {
        let files = GeneratedManifests(seed: seed).files
        let loaded = ManifestLoader.load(files)
        try #require(
            loaded.diagnostics.isEmpty, "seed \(seed): \(loaded.diagnostics.map { $0.rendered(color: false) })")
        var random = SplitMix(seed: seed &* 31)
        var standings: [InstanceID: RaiseStanding] = [:]
        for fleet in loaded.fleets {
            let goal = [Self.new, GeneratedManifests.versions[3], KernelVersion(2, 0, 100, 1)].randomElement(
                using: &random)
            for instance in fleet.instances {
                guard let goal, goal > instance.version, Int.random(in: 0..<100, using: &random) < 85 else { continue }
                standings[instance.id] = .target(goal)
            }
        }
        let bump = try VersionEditor(files, fleets: loaded.fleets).raise(standings)
        var expected = Dictionary(
            uniqueKeysWithValues: loaded.fleets.flatMap(\.instances).map { ($0.id, $0.version) })
        for raise in bump.raises {
            for id in raise.instances {
                #expect(standings[id] == .target(raise.to), "seed \(seed)")
                expected[id] = raise.to
            }
        }
        var after = files
        for edited in bump.files {
            let index = try #require(after.firstIndex { $0.path == edited.source.path })
            after[index].bytes = edited.bytes
        }
        let reloaded = ManifestLoader.load(after)
        let found = Dictionary(
            uniqueKeysWithValues: reloaded.fleets.flatMap(\.instances).map { ($0.id, $0.version) })
        #expect(found == expected, "seed \(seed)")
        let texts = zip(files, after).map { [$0, $1].map { String(decoding: $0.bytes, as: UTF8.self) } }
        let versions = Dictionary(uniqueKeysWithValues: expected.map { ($0.key.description, $0.value.description) })
        return ((Case(files: texts, versions: versions), bump), after)
    }
}
