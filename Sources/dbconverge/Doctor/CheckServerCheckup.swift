import Client
import Fleet
import Reconciler
import Text

/// Tries the servers that checks of manifests name.
struct CheckServerCheckup {
    let settings: CheckSettings
    let client: CheckClient

    /// One finding for each server and each target that these fleets name. Targets are not called.
    func findings(of fleets: [DesiredFleet]) async -> [Finding] {
        var (findings, seen, servers): ([Finding], Set<String>, [String]) = ([], [], [])
        for fleet in fleets {
            for (id, check) in fleet.rollout.allChecks where seen.insert(check.probe.words).inserted {
                do throws(Failure) {
                    try settings.require([(id, check)], of: fleet.name)
                } catch {
                    findings.append(Finding(.checks, .failed, error.message, hint: error.hint))
                    continue
                }
                switch check.probe {
                case .prometheus(let server, _, _): servers.append(server)
                case .webhook:
                    findings.append(
                        Finding(.checks, .skipped, "\(check.probe.words) was not tried: a call may start something"))
                }
            }
        }
        return await ask(servers) + findings
    }

    private func ask(_ servers: [String]) async -> [Finding] {
        // A constant, which every server of this kind knows.
        guard let query = try? QueryTemplate(parsing: "vector(1)") else { return [] }
        let requests = servers.map { server in
            let probe = Check.Probe.prometheus(server: server, query: query, expect: Expectation(.equal, 1))
            return CheckRequest(
                id: CheckID(server, wave: nil), check: Check(name: server, probe: probe), definition: "",
                subject: CheckSubject(fleet: "", wave: nil, instances: []))
        }
        let results = await client.evaluate(requests)
        return requests.compactMap { request in
            guard let result = results[request.id] else { return nil }
            let words = request.check.probe.words
            guard result.outcome != .passed else { return Finding(.checks, .ok, "\(words) answers") }
            return Finding(
                .checks, .failed, "\(words): \(result.message ?? "no answer")",
                hint: "until it answers, what waits for its checks is held")
        }
    }
}

extension Check.Probe {
    /// Whom it asks.
    fileprivate var words: String {
        switch self {
        case .prometheus(let server, _, _): "the Prometheus server '\(server)'"
        case .webhook(let target): "the target '\(target)'"
        }
    }
}
