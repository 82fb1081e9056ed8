import Fleet
import Foundation
import Logging
import TestSupport
import Testing

@testable import Client

/// Bent answers to every call: each is an answer or a `CloudError` that a person can read, never a crash or a hang.
///
/// `DBCONVERGE_BODIES=N` bends so many (`make fuzz`: a million). The file that the first line names holds the number of
/// the body that is being read; `DBCONVERGE_BODY=N` reads that one alone.
@Suite struct FuzzTests {
    private static func number(_ name: String) -> Int? {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) }
    }

    @Test(.timeLimit(.minutes(60))) func noAnswerIsTooBent() async throws {
        if let one = Self.number("DBCONVERGE_BODY") {
            _ = try await Self.read(one)
            return
        }
        let count = Self.number("DBCONVERGE_BODIES") ?? 5000
        let place = FileManager.default.temporaryDirectory.appending(path: "dbconverge-fuzz-\(UUID().uuidString)")
        try Data().write(to: place)
        defer { try? FileManager.default.removeItem(at: place) }
        print("fuzz: \(count) bodies; the one being read: \(place.path)")
        let marker = try FileHandle(forWritingTo: place)
        let begin = ContinuousClock.now
        var good = 0
        for body in 0..<count {
            try marker.seek(toOffset: 0)
            try marker.write(contentsOf: Data("\(body)          ".utf8))
            if try await Self.read(body) { good += 1 }
            if body.isMultiple(of: 100_000), body > 0 { print("fuzz: \(body) bodies read") }
        }
        let rate = Double(count) / (begin.duration(to: .now) / .seconds(1))
        print("fuzz: \(count) bodies, \(Int(rate)) a second, \(good) of them read as good answers")
        // Bodies that are all refused, or all taken, would prove little.
        #expect(good > count / 20 && good < count * 19 / 20)
    }

    /// Whether the body was taken for a good answer.
    private static func read(_ number: Int) async throws -> Bool {
        let call = FuzzedCall.all[number % FuzzedCall.all.count]
        var mutator = Mutator(seed: UInt64(number), others: Corpus.everything.map { Array($0.utf8) })
        let isFailure = mutator.below(4) == 0
        let text = isFailure ? Corpus.failures[mutator.below(Corpus.failures.count)] : call.answer
        let response = WireResponse(
            status: isFailure ? [400, 401, 403, 404, 429, 500, 502][mutator.below(7)] : 200,
            headers: [
                "content-type": "application/json", "x-subject-token": Anybody.secret,
                "retry-after": String(
                    decoding: mutator.bent(Array("Tue, 24 Nov 2026 18:05:09 GMT".utf8)), as: UTF8.self),
            ],
            body: Data(mutator.bent(Array(text.utf8))))
        do {
            try await call.make(try client(OneAnswer(response), login: call.name == "login"))
            return true
        } catch let error as CloudError {
            let words = error.description
            #expect(words.utf8.count < 3000, "body \(number): \(words)")
            #expect(!words.contains { $0.isNewline || $0 == "\u{1B}" }, "body \(number): \(words)")
            #expect(!words.contains(Anybody.secret), "body \(number): \(words)")
            return false
        }
    }

    private static func client(_ transport: OneAnswer, login isLogin: Bool) throws -> CloudClient {
        let project = try #require(ProjectID(Corpus.project))
        let endpoint = try Endpoint(parsing: "https://gaussdb.cn-north-4.myhuaweicloud.com")
        let logger = Logger(label: "fuzz", factory: { _ in SwiftLogNoOpLogHandler() })
        let login = PasswordLogin(user: "anna", domain: "acme", password: Secret(Anybody.secret))
        return CloudClient(
            endpoint: endpoint, project: project,
            authenticator: isLogin
                ? TokenAuthenticator(
                    login: login, project: project, endpoint: endpoint, transport: transport, logger: logger)
                : Anybody(),
            transport: transport, queue: nil, callTimeout: .seconds(30), retries: RetryPolicy(attempts: 1, refusals: 0),
            now: { Date() }, logger: logger)
    }
}
