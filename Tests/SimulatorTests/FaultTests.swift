import CloudModel
import Fleet
import Foundation
import Testing

@testable import Simulator

@Suite struct FaultTests {
    @Test func faultsAreReadFromTexts() throws {
        let faults = try Faults([
            "drop-after=5%", "503=0.25@reads", "503=1@upgrade", "rate-limit=200/5m", "rate-window=sliding",
            "retry-after=date", "clock-skew=-20m", "list-lag=2s", "offer-lag=500ms", "job-lag=1h", "churn=20%",
            "refuse=1%", "refuse-code=DBS.200011", "batch-refusal=partial", "refusal-names=no", "endless-list=yes",
            "offer-moves=2.0.81.261000/50", "lockout=1s", "token-life=90s", "credential-life=3s", "slow-time=1s",
            "from=1s", "until=30s",
        ])
        #expect(
            faults.rules == [
                Faults.Rule(fault: .dropAfter, share: 0.05, calls: .cloud),
                Faults.Rule(fault: .unavailable, share: 0.25, calls: .reads),
                Faults.Rule(fault: .unavailable, share: 1, calls: .only(.upgrade)),
            ])
        #expect(faults.rateLimit == SimulatedRateLimit(calls: 200, window: .seconds(300)))
        #expect(faults.slidingWindow)
        #expect(faults.retryAfter == .date)
        #expect(faults.clockSkew == .seconds(-1200))
        #expect(faults.lockout == .seconds(1))
        #expect(faults.tokenLife == .seconds(90))
        #expect(faults.credentialLife == .seconds(3))
        #expect(faults.slowTime == .seconds(1))
        #expect(faults.from == .seconds(1))
        #expect(faults.until == .seconds(30))
        var cloud = CloudFaults()
        cloud.listLag = .seconds(2)
        cloud.offerLag = .milliseconds(500)
        cloud.jobLag = .seconds(3600)
        cloud.churn = 0.2
        cloud.endlessList = true
        cloud.refuse = 0.01
        cloud.refuseCode = "DBS.200011"
        cloud.batchRefusal = .partial
        cloud.refusalNamesInstance = false
        cloud.offerMoves = OfferMove(version: KernelVersion(2, 0, 81, 261000), after: .requests(50))
        #expect(faults.cloud == cloud)
    }

    /// All but the code, which may be any text.
    private static let names =
        TransportFault.allCases.map(\.rawValue)
        + FaultSetting.allCases.filter { $0 != .refuseCode }.map(\.rawValue)

    @Test(arguments: names) func everyNameIsKnownAndItsValueRead(_ name: String) {
        #expect { try Faults([name + "=?"]) } throws: {
            "\($0)".hasPrefix("the fault \(name) can't have the value '?': give ")
        }
    }

    @Test(arguments: [
        ("drop", "there is no fault 'drop'. Shares of calls: 429, 500, 502"),
        ("drop-after", "the fault drop-after can't have the value '': give a share such as 5% or 0.05"),
        ("drop-after=101%", "give a share"), ("drop-after=5", "give a share"), ("drop-after=-1%", "give a share"),
        ("503=5%@writes", "after the @ goes one of reads, acts, access, all"), ("503=5%@control", "after the @"),
        ("rate-limit=100", "such as 100/1s or 200/5m"), ("rate-limit=0/1s", "such as"),
        ("rate-limit=1/0s", "such as"), ("list-lag=2", "give a time such as 500ms"), ("list-lag=-2s", "give a time"),
        ("rate-window=wide", "give one of fixed, sliding"), ("retry-after=soon", "give one of none, seconds, date"),
        ("refusal-names=maybe", "give one of yes, no"), ("offer-moves=2.0/5", "give a version and when"),
        ("offer-moves=2.0.81.261000/x", "after the / goes a number"),
    ])
    func whatCannotBeReadSaysWhatCan(_ text: String, _ part: String) {
        #expect { try Faults([text]) } throws: { "\($0)".contains(part) }
    }

    @Test func faultsAreReadFromJSONAndWrittenBack() throws {
        let json = """
            {"drop-after": 0.05, "503": ["5%@reads", "50%@login"], "list-lag": "2s", "refusal-names": false}
            """
        let faults = try JSONDecoder().decode(Faults.self, from: Data(json.utf8))
        #expect(
            faults
                == (try Faults(["503=5%@reads", "503=50%@login", "drop-after=0.05", "list-lag=2s", "refusal-names=no"]))
        )
        #expect(try JSONDecoder().decode(Faults.self, from: JSONEncoder().encode(faults)) == faults)
        #expect(try JSONDecoder().decode(Faults.self, from: Data("{}".utf8)) == .none)
    }

    @Test func aFleetsDescriptionMayHaveFaults() throws {
        let fleet = try FleetFile(json: Data(#"{"instances": [], "faults": {"list-lag": "2s"}}"#.utf8))
        #expect(fleet.faults.cloud.listLag == .seconds(2))
        #expect(try FleetFile(json: JSONEncoder().encode(fleet)) == fleet)
        #expect { try FleetFile(json: Data(#"{"instances": [], "faults": {"lag": "2s"}}"#.utf8)) } throws: {
            "\($0)".contains("at faults: there is no fault 'lag'")
        }
    }

    @Test(arguments: [
        (FaultCalls.reads, [CloudCall.list, .offer, .precheckResult], [CloudCall.upgrade, .login, .audit]),
        (.acts, [.upgrade, .upgradeOne, .precheck, .cancelScheduledJobs, .opsWindow], [.list, .login, .control]),
        (.access, [.login, .projects, .metadataToken, .securityKey], [.list, .upgrade]),
        (.cloud, [.list, .upgrade], [.login, .audit]),
        (.all, [.list, .upgrade, .login], [.audit, .auditCalls, .control]),
        (.only(.offer), [.offer], [.list]),
    ])
    func aFaultBefallsTheCallsThatItIsFor(_ calls: FaultCalls, _ these: [CloudCall], _ others: [CloudCall]) {
        #expect(these.allSatisfy(calls.contains))
        #expect(!others.contains(where: calls.contains))
    }
}
