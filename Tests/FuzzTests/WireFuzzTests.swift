import Fleet
import Foundation
import Logging
import TestSupport
import Testing

@testable import Client

/// Raw bytes in the place of answers, through the real transport: each call is over in time, with a value or an error that
/// a person can read, and the process lives on.
///
/// `DBCONVERGE_BODIES=N` sends a twentieth of so many (`make fuzz`: 50,000). The file that the first line names holds the seeds that
/// are being played; `DBCONVERGE_SEED=N` plays that one alone.
@Suite struct WireFuzzTests {
    private static let workers = 12

    /// How the calls reach the server.
    private enum Way: String, CaseIterable, Sendable { case plain, tls, proxy }

    private static func number(_ name: String) -> Int? {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) }
    }

    @Test(.timeLimit(.minutes(120))) func noBytesAreTooRaw() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "dbconverge-wire-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let certificate = try TestCertificate(in: folder)
        if let one = Self.number("DBCONVERGE_SEED") {
            let (way, good) = try await Stage.with(certificate) { try await Self.play(one, $0) }
            print("fuzz: seed \(one), \(way): \(good) of 2 calls took what came as a good answer")
            return
        }
        let count = (Self.number("DBCONVERGE_BODIES") ?? 10_000) / 20
        let place = folder.appending(path: "seeds")
        try Data().write(to: place)
        print("fuzz: \(count) raw answers; the seeds being played: \(place.path)")
        let handle = try FileHandle(forWritingTo: place)
        let marker = handle.fileDescriptor
        let begin = ContinuousClock.now
        let good = try await withThrowingTaskGroup(of: [Way: Int].self) { group in
            for worker in 0..<Self.workers {
                group.addTask {
                    try await Stage.with(certificate) { stage in
                        var good: [Way: Int] = [:]
                        for seed in stride(from: worker, to: count, by: Self.workers) {
                            let note = Array("\(seed)          \n".utf8.prefix(12))
                            pwrite(marker, note, note.count, worker * 12)
                            let (way, count) = try await Self.play(seed, stage)
                            good[way, default: 0] += count
                        }
                        return good
                    }
                }
            }
            return try await group.reduce(into: [:]) { $0.merge($1, uniquingKeysWith: +) }
        }
        try handle.close()
        let rate = Double(count) / (begin.duration(to: .now) / .seconds(1))
        let all = good.values.reduce(0, +)
        let ways = Way.allCases.map { "\($0.rawValue) \(good[$0] ?? 0)" }.joined(separator: ", ")
        print(
            "fuzz: \(count) raw answers, \(Int(rate)) a second, \(all) of \(count * 2) calls took one as good: \(ways)")
        // Answers that are all refused, or all taken, would prove little.
        #expect(all > count / 10 && all < count * 19 / 10)
        #expect(count < 200 || Set(good.keys) == Set(Way.allCases), "\(ways)")
    }

    /// A server, TLS in front of it, and a proxy.
    private struct Stage: Sendable {
        let server: RawServer
        let proxy: RawServer
        let front: TLSFront
        let authorities: CertificateAuthorities

        static func with<Result: Sendable>(
            _ certificate: TestCertificate, _ body: @Sendable (Stage) async throws -> Result
        ) async throws -> Result {
            let (server, proxy) = (try RawServer(), try RawServer())
            let front = try await TLSFront(to: server.port, certificate)
            let result = try await body(
                Stage(
                    server: server, proxy: proxy, front: front,
                    authorities: try CertificateAuthorities(file: certificate.path)))
            await front.stop()
            server.stop()
            proxy.stop()
            return result
        }
    }

    /// Makes two calls over one transport, the second on the first's connection where that was kept; returns how many
    /// took what came as a good answer.
    private static func play(_ seed: Int, _ stage: Stage) async throws -> (Way, Int) {
        var answers = RawAnswer(seed: UInt64(seed))
        let call = FuzzedCall.all[seed % FuzzedCall.all.count]
        let way: Way = [.tls, .proxy, .proxy, .plain][min(3, answers.below(10))]
        let endpoint =
            switch way {
            case .tls: "https://127.0.0.1:\(stage.front.port)"
            case .proxy: "https://api.test"
            case .plain: "http://127.0.0.1:\(stage.server.port)"
            }
        stage.proxy.follow(
            way == .proxy ? answers.proxyScript(to: stage.front.port, body: call.answer) : RawScript())
        stage.server.follow(answers.script(body: call.answer))
        let transport = HTTPTransport(
            connectTimeout: .milliseconds(800), maximumBodyBytes: 1 << 16,
            authorities: way == .plain ? nil : stage.authorities,
            proxies: ProxySettings(environment: ["HTTPS_PROXY": "127.0.0.1:\(stage.proxy.port)"]))
        var good = 0
        for _ in 0..<2 {
            if try await isGood(call, try client(transport, endpoint, call), seed) { good += 1 }
        }
        await transport.shutdown()
        return (way, good)
    }

    private static func isGood(_ call: FuzzedCall, _ client: CloudClient, _ seed: Int) async throws -> Bool {
        try await withThrowingTaskGroup(of: Bool?.self) { group in
            group.addTask {
                do {
                    try await call.make(client)
                    return true
                } catch let error as CloudError {
                    let words = error.description
                    #expect(words.utf8.count < 3000, "seed \(seed): \(words)")
                    #expect(!words.contains { $0.isNewline || $0 == "\u{1B}" || $0 == "\0" }, "seed \(seed): \(words)")
                    #expect(!words.contains(Anybody.secret), "seed \(seed): \(words)")
                    return false
                }
            }
            group.addTask {
                try? await Task.sleep(for: .seconds(60))
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let isGood = first else {
                Issue.record("seed \(seed): the call never ends")
                return false
            }
            return isGood
        }
    }

    private static func client(_ transport: HTTPTransport, _ endpoint: String, _ call: FuzzedCall) throws -> CloudClient
    {
        let project = try #require(ProjectID(Corpus.project))
        let endpoint = try Endpoint(parsing: endpoint)
        let logger = Logger(label: "fuzz", factory: { _ in SwiftLogNoOpLogHandler() })
        let login = PasswordLogin(user: "anna", domain: "acme", password: Secret(Anybody.secret))
        return CloudClient(
            endpoint: endpoint, project: project,
            authenticator: call.name == "login"
                ? TokenAuthenticator(
                    login: login, project: project, endpoint: endpoint, transport: transport, logger: logger)
                : Anybody(),
            transport: transport, queue: nil, callTimeout: .seconds(1),
            retries: RetryPolicy(attempts: 1, refusals: 0), now: { Date() }, logger: logger)
    }
}
