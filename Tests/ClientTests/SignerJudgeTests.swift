import Foundation
import TestSupport
import Testing

@testable import Client

/// The vendor's own signer as the judge of ours (`API.md` §4).
@Suite struct SignerJudgeTests {
    struct Judged: Decodable {
        let method, host, path, body, date, ak, sk, authorization, uri: String
        let query: [[String]]
        let headers: [String: String]
        let project, securityToken: String?
    }

    @Test("200 generated requests get, to the byte, the Authorization header of the vendor's SDK")
    func agrees() throws {
        let requests = try JSONDecoder().decode([Judged].self, from: try Judge.run("sign.py", ["200"]))
        #expect(requests.count == 200)
        for judged in requests {
            var headers = judged.headers
            headers["x-project-id"] = judged.project
            let request = WireRequest(
                try #require(WireRequest.Method(rawValue: judged.method)),
                try Endpoint(parsing: "https://\(judged.host)"),
                path: judged.path, query: judged.query.map { .init($0[0], $0[1]) }, headers: headers,
                body: Data(judged.body.utf8))
            let key = AccessKey(
                id: judged.ak, secret: Secret(judged.sk), securityToken: judged.securityToken.map { Secret($0) })
            let basic = Date.ISO8601FormatStyle(dateSeparator: .omitted, timeSeparator: .omitted)
            let signed = RequestSigner(key).headers(for: request, at: try basic.parse(judged.date))
            #expect(signed["x-sdk-date"] == judged.date)
            #expect(signed["x-security-token"] == judged.securityToken)
            #expect(signed["authorization"] == judged.authorization, "\(judged)")
            #expect(request.url == "https://\(judged.host)\(judged.uri)")
        }
    }
}
