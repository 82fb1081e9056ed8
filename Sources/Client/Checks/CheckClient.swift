public import Fleet
internal import FoundationEssentials
internal import Text

/// Asks Prometheus servers and webhooks what checks want to know. Answers are bounded in size and time, redirects are not
/// followed, and what is not clearly good or bad is inconclusive, with the reason.
public struct CheckClient: Sendable {
    private let prometheus: [String: CheckServer]
    private let webhooks: [String: CheckServer]

    /// The most bytes of an answer: 1 MiB.
    public static let maximumBodyBytes = 1 << 20
    /// The most evaluations that run at once.
    private static let mostAtOnce = 16
    /// The most characters of an answer that a result repeats.
    private static let excerpt = 120

    /// A client of these servers and targets, by the names that manifests use.
    public init(prometheus: [String: CheckServer] = [:], webhooks: [String: CheckServer] = [:]) {
        (self.prometheus, self.webhooks) = (prometheus, webhooks)
    }

    /// Evaluates some at once; those that are cut short by a cancellation are left out.
    public func evaluate(_ requests: [CheckRequest]) async -> [CheckID: CheckResult] {
        await withTaskGroup(of: (CheckID, CheckResult?).self) { group in
            var (left, results) = (requests[...], [CheckID: CheckResult]())
            func addNext(to group: inout TaskGroup<(CheckID, CheckResult?)>) {
                guard let request = left.popFirst() else { return }
                group.addTask {
                    let result = await evaluate(request)
                    return (request.id, result)
                }
            }
            for _ in 0..<Self.mostAtOnce { addNext(to: &group) }
            while let (id, result) = await group.next() {
                results[id] = result
                addNext(to: &group)
            }
            return results
        }
    }

    /// Nil where it was cut short.
    private func evaluate(_ request: CheckRequest) async -> CheckResult? {
        switch request.check.probe {
        case .prometheus(let name, let template, let expect):
            guard let server = prometheus[name] else {
                return .inconclusive("no server '\(name)' is in the configuration file")
            }
            switch template.query(about: request.subject) {
            case .failure(let failure): return .inconclusive("\(failure.message); \(failure.hint)")
            case .success(let query):
                let body = Data("query=\(PercentCoding.encode(query.utf8))".utf8)
                return await send(
                    to: server, "/api/v1/query", type: "application/x-www-form-urlencoded", body, request.check
                ) { response, redactor in PrometheusAnswer.result(response, expect, hiding: redactor) }
            }
        case .webhook(let name):
            guard let target = webhooks[name] else {
                return .inconclusive("no target '\(name)' is in the configuration file")
            }
            guard let body = try? WebhookBody(request).encoded() else {
                return .inconclusive("the request cannot be written as JSON")
            }
            return await send(to: target, "", type: "application/json", body, request.check) { response, redactor in
                let words = response.body.isEmpty ? nil : Self.words(of: response, hiding: redactor)
                switch response.status {
                case 200..<300: return CheckResult(.passed, message: words)
                case 409: return CheckResult(.failed, message: words ?? "the target answered 409")
                default: return .inconclusive(Self.status(response, hiding: redactor))
                }
            }
        }
    }

    private func send(
        to server: CheckServer, _ path: String, type: String, _ body: Data, _ check: Check,
        read: (WireResponse, Redactor) -> CheckResult
    ) async -> CheckResult? {
        do {
            let request = try server.post(path, type: type, accept: "application/json", body)
            let response = try await server.transport.send(request, timeout: check.timeout)
            return read(response, request.redactor)
        } catch let error as TransportError {
            return .inconclusive(error.description)
        } catch let error as CheckServer.TokenFailure {
            return .inconclusive(error.words)
        } catch is CancellationError {
            return nil
        } catch {
            return .inconclusive("\(type) could not be sent")
        }
    }

    /// The status of an answer that says nothing, with how the answer begins.
    static func status(_ response: WireResponse, hiding redactor: Redactor) -> String {
        if (300..<400).contains(response.status) {
            return "the answer's status is \(response.status), and redirects are not followed"
        }
        let words = response.body.isEmpty ? "" : ": \(words(of: response, hiding: redactor))"
        return "the answer's status is \(response.status)\(words)"
    }

    private static func words(of response: WireResponse, hiding redactor: Redactor) -> String {
        let text = String(decoding: response.body.prefix(64 << 10), as: UTF8.self)
        return Excerpt.of(text, limit: excerpt, hiding: redactor)
    }
}

extension CheckResult {
    /// One that found nothing out, and why.
    static func inconclusive(_ words: String) -> CheckResult { CheckResult(.inconclusive, message: words) }
}

/// What a target is told.
struct WebhookBody: Encodable {
    struct Instance: Encodable {
        var id: String
        var name: String?
        var labels: [String: String]
        var version: String?
        var declared: String
    }

    var schemaVersion = 1
    var check, fleet: String
    var wave: String?
    /// Whether it is asked before the wave.
    var before: Bool
    var instances: [Instance]

    init(_ request: CheckRequest) {
        (check, fleet, wave) = (request.id.name, request.subject.fleet, request.subject.wave)
        before = request.id.isBefore
        instances = request.subject.instances.map {
            Instance(
                id: $0.id.description, name: $0.name, labels: $0.labels, version: $0.current,
                declared: $0.declared.description)
        }
    }

    func encoded() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self)
    }
}
