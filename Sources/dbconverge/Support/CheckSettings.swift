import Client
import Fleet
import Reconciler
import Text

/// The servers and targets of checks, as the user's configuration defines them.
struct CheckSettings {
    private struct Server {
        var address: ServiceAddress
        var tokenFile, caFile: UserConfiguration.Setting?
        var authorities: CertificateAuthorities?
    }

    private let prometheus, webhooks: [String: Server]

    /// Reads everything but the tokens. Throws `Failure` for an address or certificates that are wrong.
    init(_ checks: UserConfiguration.Checks, allowsPlainHTTP: Bool) throws(Failure) {
        func servers(_ all: [String: UserConfiguration.Checks.Server]) throws(Failure) -> [String: Server] {
            var servers: [String: Server] = [:]
            for (name, one) in all {
                do {
                    let authorities = try one.caFile.map { try CertificateAuthorities(file: $0.text) }
                    servers[name] = Server(
                        address: try ServiceAddress(parsing: one.url.text, allowingPlainHTTP: allowsPlainHTTP),
                        tokenFile: one.tokenFile, caFile: one.caFile, authorities: authorities)
                } catch {
                    let place = error is EndpointError ? one.url.locationText : one.caFile?.locationText ?? name
                    throw Failure(message: "\(place): \(error)")
                }
            }
            return servers
        }
        (prometheus, webhooks) = (try servers(checks.prometheus), try servers(checks.webhooks))
    }

    /// What asks them, and its connections, which the caller closes: one transport for each file of certificates.
    func client(_ settings: CloudSettings) -> (CheckClient, [String?: HTTPTransport]) {
        var transports: [String?: HTTPTransport] = [:]
        func server(_ one: Server) -> CheckServer {
            let key = one.caFile?.text
            let transport =
                transports[key]
                ?? HTTPTransport(
                    maximumBodyBytes: CheckClient.maximumBodyBytes,
                    authorities: one.authorities ?? settings.authorities, proxies: settings.proxies)
            transports[key] = transport
            return CheckServer(one.address, tokenFile: one.tokenFile?.text, transport: transport)
        }
        let client = CheckClient(prometheus: prometheus.mapValues(server), webhooks: webhooks.mapValues(server))
        return (client, transports)
    }

    /// Throws `Failure` for the first check of a fleet that names what is not defined here, or whose token cannot be read.
    func require(_ checks: [(id: CheckID, check: Check)], of fleet: String) throws(Failure) {
        for (id, check) in checks {
            let (kind, key, name, all) =
                switch check.probe {
                case .prometheus(let server, _, _): ("server", "prometheus", server, prometheus)
                case .webhook(let target): ("target", "webhooks", target, webhooks)
                }
            let place = id.wave.map { "of the wave '\($0)' " } ?? ""
            let whose = "the check '\(id.name)' \(place)of the fleet '\(fleet)'"
            guard let server = all[name] else {
                throw Failure(
                    message: "\(whose) names the \(kind) '\(name)', which no configuration file defines here",
                    hint:
                        "write it under 'checks: \(key):' in ~/.config/dbconverge/config.yaml, with its 'url'; docs/promotion.md shows how"
                )
            }
            guard let file = server.tokenFile else { continue }
            let problem = CheckServer(server.address, tokenFile: file.text, transport: NoTransport()).tokenProblem
            if let problem { throw Failure(message: "\(file.locationText): \(problem.printable)") }
        }
    }

    /// For looking at a token without sending it.
    private struct NoTransport: Transport {
        func send(_ request: WireRequest, timeout: Duration) async throws -> WireResponse { throw CancellationError() }
    }
}
