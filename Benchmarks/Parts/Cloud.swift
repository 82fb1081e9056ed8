import Benchmark
import Client
import Fleet
import Foundation
import Logging

/// What a call costs besides its connection: its signature, and its answer.
func talkingToTheCloud() {
    let key = AccessKey(id: "AK", secret: Secret("a secret access key"))
    guard let endpoint = try? Endpoint(parsing: "https://gaussdb.cn-north-4.myhuaweicloud.com"),
        let project = ProjectID(Sample.project)
    else { fatalError("the sample names no endpoint") }

    let signer = RequestSigner(key)
    let request = WireRequest(
        .get, endpoint, path: "/v3/\(Sample.project)/instances",
        query: [.init("datastore_type", "gaussdb-mysql"), .init("limit", "100"), .init("offset", "0")])
    Benchmark("a signature", configuration: .init(scalingFactor: .kilo)) { benchmark in
        for _ in benchmark.scaledIterations { blackHole(signer.headers(for: request, at: Date())) }
    }

    let client = CloudClient(
        endpoint: endpoint, project: project, authenticator: AccessKeyAuthenticator(key), transport: OnePage(),
        logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() })
    Benchmark("a page of 100 instances: its call, without a connection") { _ in
        blackHole(try await client.instances())
    }
}

/// A cloud of 100 instances whose answer is there at once.
private struct OnePage: Transport {
    let answer = WireResponse(status: 200, headers: ["content-type": "application/json"], body: page)

    func send(_ request: WireRequest, timeout: Duration) async throws -> WireResponse { answer }

    /// As the API's reference shows it.
    private static let page: Data = {
        let instances = (1...100).map { number in
            """
            {"id":"\(Sample.id(number))","name":"orders-\(number)","status":"normal","private_ips":["192.168.0.\(number)"],\
            "readonly_private_ips":[],"proxy_ips":[],"public_ips":[],"port":"3306","type":"Cluster","region":"cn-north-4",\
            "datastore":{"type":"gaussdb-mysql","version":"8.0","kernel_version":"\(Sample.declared)"},\
            "created":"2026-01-20T10:33:48+0000","updated":"2026-01-20T10:35:48+0000","db_user_name":"root",\
            "vpc_id":"3cb41d2e-a0b3-4851-a4b1-b3e24c4af1b5","subnet_id":"f9f1a5d2-93e8-4b9c-9c4c-2c3fa4c94a29",\
            "security_group_id":"fc577a1a-f202-424a-977f-24faec3fdd55","flavor_ref":"gaussdb.mysql.xlarge.x86.4",\
            "flavor_info":{"vcpus":"4","ram":"16"},"volume":{"type":"DL6","size":"40"},\
            "backup_strategy":{"start_time":"16:00-17:00","keep_days":"7"},"enterprise_project_id":"0",\
            "time_zone":"UTC+08:00","charge_info":{"charge_mode":"postPaid"},"dedicated_resource_id":"",\
            "tags":[{"key":"team","value":"orders"}],"eos_tag":false}
            """
        }
        return Data("{\"instances\":[\(instances.joined(separator: ","))],\"total_count\":100}".utf8)
    }()
}
