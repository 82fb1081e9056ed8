import CloudModel
import Foundation
import Testing

@testable import Simulator

/// Signatures that the vendor's Python SDK 3.1.219 made.
@Suite struct SignatureTests {
    struct Vector: Sendable, CustomTestStringConvertible {
        let method, target: String
        var headers: [String: String] = [:]
        var body = ""
        var signedHeaders = "content-type;host;x-project-id;x-sdk-date"
        let signature: String
        var testDescription: String { "\(method) \(target)" }

        func request(changing change: (inout [String: String]) -> Void = { _ in }, body: String? = nil)
            -> SimulatedRequest
        {
            var headers = [
                "X-Sdk-Date": "20261124T120000Z", "X-Project-Id": "054e292c9880d4992f02c0196d3ea468",
                "Content-Type": "application/json", "Host": "127.0.0.1:8080",
                "Authorization": "SDK-HMAC-SHA256 Access=SIMULATORACCESSKEY, SignedHeaders=\(signedHeaders), "
                    + "Signature=\(signature)",
            ].merging(self.headers) { $1 }
            change(&headers)
            return SimulatedRequest(
                method: method, target: target, headers: headers, body: Array((body ?? self.body).utf8))
        }
    }

    static let list = "/v3.1/054e292c9880d4992f02c0196d3ea468/instances"
    static let vectors = [
        Vector(
            method: "GET", target: list + "?limit=100&offset=0",
            signature: "c71ee7824a4fa914be1065cff341f90072b94c24bbeb5d87db57addb1c79c249"),
        Vector(
            method: "GET", target: list + "?offset=0&limit=100",
            signature: "c71ee7824a4fa914be1065cff341f90072b94c24bbeb5d87db57addb1c79c249"),
        Vector(
            method: "GET", target: list + "?name=%2Aa%20b%26c%3Dd%2B%C3%BC%2F~%25&tags=a%3D%C3%9F&tags=k%3Dv",
            signature: "5361172fc4edcc1e5dcc9a2d37e5963dca8a2ef2d186e468d0bd9228feb94e22"),
        Vector(
            method: "POST", target: "/v3/054e292c9880d4992f02c0196d3ea468/instances/database-version/upgrade",
            body: #"{"databases_instance_infos": [{"instance_id": "ü"}], "delay": false}"#,
            signature: "b98f0f95d55f8490cdc1b229fd5d11f5262dd92a6c4e79c0140de634a2091b34"),
        Vector(
            method: "GET", target: "/v3/a%20b/%C3%BC%2Fc/~x/",
            signature: "6f52a5e043424b126c041ead9e1224932dc88001366194d8381207a3ba72b100"),
    ]
    static let temporary = Vector(
        method: "DELETE", target: "/v3/054e292c9880d4992f02c0196d3ea468/scheduled-jobs",
        headers: ["X-Security-Token": " temporary token "], body: #"{"job_ids": []}"#,
        signedHeaders: "content-type;host;x-project-id;x-sdk-date;x-security-token",
        signature: "3bb7f3c0c06fae69d993a7712140ca41c5988836700c2a3593b44cc121001deb")

    let verifier = SignatureVerifier(credentials: .init())

    @Test(arguments: vectors)
    func theVendorsSignaturesAreRight(_ vector: Vector) throws {
        try verifier.verify(vector.request(), at: start)
        try verifier.verify(vector.request(), at: start + 900)
        try verifier.verify(vector.request(), at: start - 900)
    }

    @Test(arguments: vectors)
    func anythingElseIsRefused(_ vector: Vector) {
        func refused(_ request: SimulatedRequest, at now: Date = start, _ comment: Comment) {
            #expect(comment) { try verifier.verify(request, at: now) } throws: {
                ($0 as? SimulatedError)?.code == "APIGW.0301" && ($0 as? SimulatedError)?.status == 401
            }
        }
        refused(vector.request(), at: start + 901, "late")
        refused(vector.request(), at: start - 901, "early")
        refused(vector.request(body: vector.body + " "), "another body")
        refused(vector.request { $0["Host"] = "127.0.0.1:8081" }, "another host")
        refused(vector.request { $0["X-Project-Id"] = nil }, "a signed header is missing")
        refused(vector.request { $0["X-Sdk-Date"] = "20261124T120001Z" }, "another date")
        refused(vector.request { $0["X-Sdk-Date"] = "yesterday" }, "no date")
        refused(vector.request { $0["X-Security-Token"] = "x" }, "a security token that was never given out")
        for (old, new) in [
            ("ACCESSKEY", "ACCESSKEX"), ("HMAC", "HMAX"), ("host;", ""), (";x-sdk-date", ""),
            ("Signature=", "Signature=0"),
            (vector.signature, String(repeating: "0", count: 64)), (vector.signature, "zz"), (", ", " "),
        ] {
            refused(
                vector.request { $0["Authorization"] = $0["Authorization"]?.replacingOccurrences(of: old, with: new) },
                "\(old) → \(new)")
        }
    }

    @Test func temporaryCredentialsNeedTheirToken() throws {
        let verifier = SignatureVerifier(credentials: .init(securityToken: "temporary token"))
        #expect(throws: SimulatedError.self) { try verifier.verify(Self.vectors[0].request(), at: start) }
        let trimmed = Self.temporary.request { $0["X-Security-Token"] = "temporary token" }
        try verifier.verify(trimmed, at: start)
        #expect(throws: SimulatedError.self) {
            try verifier.verify(Self.temporary.request { $0["X-Security-Token"] = "another" }, at: start)
        }
        #expect(throws: SimulatedError.self) { try self.verifier.verify(trimmed, at: start) }
    }

    @Test func aTokenIsGoodUntilItsEndAndOnlyAsItWasMade() throws {
        let mint = TokenMint(credentials: .init())
        let token = mint.token(until: start + 60)
        try mint.verify(token, at: start + 59)
        #expect(throws: SimulatedError.unauthorised("token expired")) { try mint.verify(token, at: start + 60) }
        let other = TokenMint(credentials: .init(password: "other")).token(until: start + 60)
        let longer = token.replacingOccurrences(of: "MII1", with: "MII2")
        for wrong in ["", "x", "-", longer, other, token + "-"] {
            #expect(throws: SimulatedError.unauthorised("decrypt token fail")) { try mint.verify(wrong, at: start) }
        }
    }
}
