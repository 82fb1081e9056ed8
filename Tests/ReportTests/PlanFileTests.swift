import Fleet
import Foundation
import Planning
import TestSupport
import Testing

@testable import Report

/// The file of a saved plan: only what was written is read.
@Suite struct PlanFileTests {
    static func plan() throws -> SavedPlan {
        let project = try #require(ProjectID("054e292c9880d4992f02c0196d3ea468"))
        let (old, declared) = (KernelVersion(2, 0, 72, 260100), KernelVersion(2, 0, 75, 260400))
        let start = Date(timeIntervalSince1970: 1_800_000_000.25)
        let ids = try (1...3).map { try #require(InstanceID(String(format: "%032din07", $0))) }
        var rollout = RolloutPolicy(name: "careful")
        rollout.waves = [
            .init(
                name: "canary", selector: Selector([.init(key: "tier", .in(["canary"]))]), maxUnavailable: .count(1),
                soak: .seconds(86_400)), .init(name: "rest"),
        ]
        let fleet = DesiredFleet(
            name: "orders", location: Location(region: "cn-north-4", project: .id(project)), rollout: rollout,
            instances: ids.enumerated().map { index, id in
                DesiredInstance(id: id, labels: index == 0 ? ["tier": "canary"] : [:], version: declared)
            })
        let seen = zip(ids, ["orders-primary", "账单 #1", "carts"]).map { id, name in
            ObservedInstance(id: id, name: name, status: "normal", kernelVersion: old.description)
        }
        var fleetState = FleetState()
        fleetState.apply(.seen(at: start - 86_400, hasExternalActivity: false))
        fleetState.apply(
            .found(
                ids[2],
                UpgradeFailure(
                    sentAt: start - 600, from: old, declared: KernelVersion(2, 0, 74, 260300), at: start - 500,
                    reason: Reason(.failed, "its upgrade failed (job j-7)"), job: "j-7")))
        let offers = Dictionary(
            uniqueKeysWithValues: ids.map { ($0, Offer(current: old, offered: declared, readAt: start)) })
        let draft = PlanDraft(
            Situation(
                fleet: fleet, observation: Observation(startedAt: start, instances: seen), offers: OfferBook(offers),
                fleetState: fleetState, now: start))
        var kept = draft.saved(draft.plan(project: project))
        kept.endpoint = "https://gaussdb.cn-north-4.myhuaweicloud.com"
        let oid = "0123456789abcdef0123456789abcdef01234567"
        return SavedPlan(
            toolVersion: "0.1.0", madeAt: start,
            source: .init(ref: "main", revision: "main@\(oid)", commit: oid, paths: ["fleets"], chosenFleets: []),
            settings: .init(Rollout.Settings()), fleets: [kept])
    }

    static func problem(_ bytes: some Sequence<UInt8>) -> String? {
        do {
            _ = try PlanFile(reading: Array(bytes), toolVersion: "0.1.0")
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test func theFileIsReadAsItWasWritten() throws {
        let file = PlanFile(try Self.plan())
        expectGolden(file.text, "plan-file/plan-file.json")
        let read = try PlanFile(reading: Array((file.text + "\n").utf8), toolVersion: "0.1.0")
        #expect(read.plan == file.plan && read.digest == file.digest)
        #expect(read.plan.fleets.first?.upgrades.count == 1)
    }

    @Test func aFileOfWhichAnyByteWasChangedIsRefused() throws {
        let bytes = Array(PlanFile(try Self.plan()).text.utf8)
        for index in bytes.indices {
            for bit in [UInt8(0x01), 0x20, 0x80] {
                var changed = bytes
                changed[index] ^= bit
                if Self.problem(changed) == nil { Issue.record("bit \(bit) of byte \(index)") }
            }
        }
    }

    @Test func aFileThatWasCutOffAnywhereIsRefused() throws {
        let bytes = Array(PlanFile(try Self.plan()).text.utf8)
        for length in bytes.indices where Self.problem(bytes.prefix(length)) == nil { Issue.record("\(length) bytes") }
        #expect(Self.problem([]) == "is empty")
    }

    @Test func everyProblemIsToldInItsWords() throws {
        let text = PlanFile(try Self.plan()).text
        func changed(_ from: String, _ to: String) -> [UInt8] {
            #expect(text.contains(from))
            return Array(text.replacingOccurrences(of: from, with: to).utf8)
        }
        let cases: [(String, [UInt8])] = [
            ("empty", []), ("cut off", Array(text.utf8.prefix(500))), ("no JSON", Array("upgrade it all".utf8)),
            ("a list", Array("[]".utf8)), ("other JSON", Array("{}".utf8)),
            ("the JSON answer of plan", Array(JSONText.render(PlanDocumentSample.plan()).utf8)),
            ("another kind", changed(SavedPlan.kind, "terraform-plan")),
            ("a later schema", changed("\"schemaVersion\" : 2", "\"schemaVersion\" : 3")),
            ("a changed target", changed("\"target\" : \"2.0.75.260400\"", "\"target\" : \"2.0.78.260700\"")),
            ("no version", changed("\"target\" : \"2.0.75.260400\"", "\"target\" : \"latest\"")),
            ("a missing list", changed("\"upgrades\"", "\"upgrade\"")),
            ("an unknown key", changed("\"toolVersion\"", "\"surprise\" : true,\n  \"toolVersion\"")),
            ("a repeated key", changed("\"toolVersion\"", "\"toolVersion\" : \"0.1.0\",\n  \"toolVersion\"")),
            ("other white space", changed("\n", "\r\n")),
        ]
        let told = cases.map { name, bytes in "\(name): \(Self.problem(bytes) ?? "accepted")" }
        expectGolden(told.joined(separator: "\n"), "commands/plan-file-problems.txt")
    }

    /// Also with a digest that fits, as one who may write the file can give it.
    @Test func whatIsListedTwiceOrOfAnotherFleetIsRefused() throws {
        func problem(_ change: (inout SavedFleet) -> Void) throws -> String? {
            var plan = try Self.plan()
            change(&plan.fleets[0])
            return Self.problem(PlanFile(plan).text.utf8)
        }
        #expect(try problem { _ in } == nil)
        #expect(try problem { $0.upgrades += $0.upgrades }?.contains("twice in upgrades") == true)
        #expect(try problem { $0.prechecks += $0.prechecks }?.contains("twice in prechecks") == true)
        #expect(try problem { $0.instances += $0.instances }?.contains("twice") == true)
        #expect(try problem { $0.instances = [] }?.contains("which its fleet does not have") == true)
        var plan = try Self.plan()
        plan.fleets += plan.fleets
        #expect(Self.problem(PlanFile(plan).text.utf8)?.contains("names the fleet 'orders' twice") == true)
    }

    @Test func differencesAreToldOneByOneAndTheRestIsCounted() throws {
        let one = PlanDifference(subject: "the plan", words: "the commit: main@01, now main@02")
        #expect([one].headline == "1 thing has changed since it was made")
        let many = (1...23).map { PlanDifference(subject: "orders-\($0)\n", words: "its version: 1, now 2") }
        #expect(many.headline == "23 things have changed since it was made")
        #expect(many.lines.split(separator: "\n").count == 21 && many.lines.hasSuffix("\n  and 3 more"))

        let plan = try Self.plan()
        var now = plan
        now.source.revision = "main@89abcdef"
        now.source.commit = "89abcdef"
        now.settings.allowedChanges = 5
        now.fleets[0].endpoint = "http://127.0.0.1:8080"
        now.fleets[0].instances[0].current = "2.0.75.260400"
        now.fleets[0].instances[1].status = "abnormal"
        now.fleets[0].instances[1].name = "账单\u{202E}x"
        now.fleets[0].instances[2].remembered = ["acknowledged at version 2.0.72.260100"]
        now.fleets[0].upgrades = []
        now.fleets[0].paused = "the fleet by ada on build-7 at 2027-01-15T08:00:00.000Z: audit"
        expectGolden(plan.differences(from: now).lines, "commands/plan-stale.txt")
    }
}

/// What `plan -o json` answers.
private enum PlanDocumentSample {
    struct Answer: Encodable { var schemaVersion = 1 }

    static func plan() -> Answer { Answer() }
}
