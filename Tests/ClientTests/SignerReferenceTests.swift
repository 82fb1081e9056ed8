import Foundation
import TestSupport
import Testing

@testable import Client

/// The vendor's own signer as the reference for ours (`API.md` §4).
@Suite struct SignerReferenceTests {
    struct ReferenceAnswer: Decodable {
        let method, host, path, body, date, ak, sk, authorization, uri: String
        let query: [[String]]
        let headers: [String: String]
        let project, securityToken: String?
    }

    @Test("200 generated requests get, to the byte, the Authorization header of the vendor's SDK")
    func agrees() throws {
        let requests = try JSONDecoder().decode([ReferenceAnswer].self, from: try Reference.run("sign.py", ["200"]))
        #expect(requests.count == 200)
        for answer in requests {
            var headers = answer.headers
            headers["x-project-id"] = answer.project
            let request = WireRequest(
                try #require(WireRequest.Method(rawValue: answer.method)),
                try Endpoint(parsing: "https://\(answer.host)"),
                path: answer.path, query: answer.query.map { .init($0[0], $0[1]) }, headers: headers,
                body: Data(answer.body.utf8))
            let key = AccessKey(
                id: answer.ak, secret: Secret(answer.sk), securityToken: answer.securityToken.map { Secret($0) })
            let basic = Date.ISO8601FormatStyle(dateSeparator: .omitted, timeSeparator: .omitted)
            let signed = RequestSigner(key).headers(for: request, at: try basic.parse(answer.date))
            #expect(signed["x-sdk-date"] == answer.date)
            #expect(signed["x-security-token"] == answer.securityToken)
            #expect(signed["authorization"] == answer.authorization, "\(answer)")
            #expect(request.url == "https://\(answer.host)\(answer.uri)")
        }
    }
}
