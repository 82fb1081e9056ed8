import Foundation
import Logging
import Synchronization
import TestSupport
import Testing

@testable import Client
@testable import Fleet

@Suite(.patience) struct InstanceListTests {
    static func cloud(_ count: Int, total: String? = nil) -> ScriptedTransport {
        ScriptedTransport { request in
            let range = min(request.offset, count)..<min(request.offset + 100, count)
            let instances = range.map { Sample.listed($0) }.joined(separator: ",")
            return .json(#"{"instances": [\#(instances)], "total_count": \#(total ?? "\(count)")}"#)
        }
    }

    @Test("one call per 100 instances, one for none", arguments: [0, 1, 99, 100, 101, 200, 1234])
    func callCount(count: Int) async throws {
        let transport = Self.cloud(count)
        let instances = try await Sample.client(transport).instances()
        #expect(instances.map(\.id) == (0..<count).map { Sample.instance($0) }.sorted())
        #expect(transport.requests.map(\.offset).sorted() == Array(stride(from: 0, to: max(count, 1), by: 100)))
        #expect(transport.requests.allSatisfy { $0.value("limit") == "100" })
        #expect(transport.requests.allSatisfy { $0.path == "/v3.1/\(Sample.project)/instances" })
    }

    @Test(
        "tags are read as leniently as the rest",
        arguments: [
            (#""tags": [{"key": "env", "value": "prod"}, {"key": "n", "value": 7}]"#, ["env": "prod", "n": "7"]),
            (#""tags": [{"key": "env"}, {"value": "x"}, {"key": "env", "value": "b"}]"#, ["env": ""]),
            (#""tags": []"#, [:]), (#""tags": null"#, [:]), (#""tags": "none""#, [:]), (#""x": 1"#, [:]),
        ])
    func tags(_ member: String, _ expected: [String: String]) async throws {
        let transport = ScriptedTransport { _ in
            .json(#"{"instances": [\#(Sample.listed(1).dropLast()), \#(member)}], "total_count": 1}"#)
        }
        let found = try await Sample.client(transport).taggedInstances()
        #expect(found.map(\.observed.id) == [Sample.instance(1)])
        #expect(found.map(\.tags) == [expected])
    }

    @Test("no more calls at once than allowed, and no fewer where there is work", arguments: [1, 3, 16])
    func bound(maximum: Int) async throws {
        let transport = ScriptedTransport(company: maximum) { request in
            let instances = (request.offset..<request.offset + 100).map { Sample.listed($0) }.joined(separator: ",")
            return .json(#"{"instances": [\#(instances)], "total_count": 4000}"#)
        }
        _ = try await Sample.client(transport, maximumConnections: maximum).instances()
        #expect(transport.requests.count == 40)
        #expect(transport.mostAtOnce == maximum)
    }

    @Test("an instance on two pages is listed once")
    func doubles() async throws {
        let transport = ScriptedTransport { request in
            let numbers = request.offset == 0 ? 0..<100 : 98..<130
            let instances = numbers.map { Sample.listed($0) }.joined(separator: ",")
            return .json(#"{"instances": [\#(instances)], "total_count": 132}"#)
        }
        let instances = try await Sample.client(transport).instances()
        #expect(instances.map(\.id) == (0..<130).map { Sample.instance($0) })
    }

    /// While the pages are read, an instance of the first is deleted: all behind it move up, and one is on no page.
    @Test("a list that moved while it was read is read again, and nothing on it is overlooked")
    func moves() async throws {
        let reads = Mutex(0)
        let transport = ScriptedTransport { request in
            let isMoved = reads.withLock { count in
                count += 1
                return count > 1
            }
            let numbers = Array(isMoved ? 1..<250 : 0..<250)
            let page = numbers[min(request.offset, numbers.count)..<min(request.offset + 100, numbers.count)]
            let instances = page.map { Sample.listed($0) }.joined(separator: ",")
            return .json(#"{"instances": [\#(instances)], "total_count": \#(numbers.count)}"#)
        }
        let instances = try await Sample.client(transport).instances()
        #expect(instances.map(\.id) == (1..<250).map { Sample.instance($0) })
        #expect(transport.requests.count == 6)
    }

    @Test("a list that counts more than it brings is read three times, and what it brought is listed")
    func incomplete() async throws {
        let transport = Self.cloud(150, total: "160")
        let log = RecordedLog()
        #expect(try await Sample.client(transport, logger: log.logger).instances().count == 150)
        #expect(transport.requests.count == 6)
        #expect(log.lines.count { $0.contains("fewer instances than it counts") } == 1)
    }

    @Test("a list whose first page comes again and again is an error")
    func samePage() async throws {
        let transport = ScriptedTransport { _ in
            let instances = (0..<100).map { Sample.listed($0) }.joined(separator: ",")
            return .json(#"{"instances": [\#(instances)], "total_count": 5000}"#)
        }
        let error = try #require(await cloudError { try await Sample.client(transport).instances() })
        #expect(error.code == .unexpectedAnswer)
        #expect(error.message.contains("first page again"))
    }

    @Test("so is one that holds hardly anything but what is no instance")
    func sameOddPage() async throws {
        let transport = ScriptedTransport { _ in
            let odd = (1..<100).map { #"{"id": "odd-\#($0)"}"# }
            return .json(
                #"{"instances": [\#(([Sample.listed(0)] + odd).joined(separator: ","))], "total_count": 300}"#)
        }
        let error = try #require(await cloudError { try await Sample.client(transport).instances() })
        #expect(error.message.contains("first page again"))
    }

    @Test("the same instances among others are another page: the list has moved, and is read again")
    func sameInstancesAmongOthers() async throws {
        let transport = ScriptedTransport { request in
            let odd = (0..<98).map { #"{"id": "odd-\#(request.offset + $0)"}"# }
            let both = [Sample.listed(0), Sample.listed(1)]
            return .json(
                #"{"instances": [\#((odd + both).joined(separator: ","))], "total_count": \#(request.offset == 0 ? 200 : 202)}"#
            )
        }
        let instances = try await Sample.client(transport).instances()
        #expect(instances.map(\.id) == [0, 1].map { Sample.instance($0) }.sorted())
        #expect(transport.requests.count == 6)
    }

    @Test("instances are asked for by their ids, and only they count")
    func byID() async throws {
        let transport = ScriptedTransport { request in
            switch request.value("id") {
            case "\(Sample.instance(1))": return .json(#"{"instances": [\#(Sample.listed(1))], "total_count": 1}"#)
            case "\(Sample.instance(2))": return .json(#"{"instances": [], "total_count": 0}"#)
            case "\(Sample.instance(3))": return .json(#"{"error_code": "DBS.280404"}"#, status: 404)
            default: return .json(#"{"instances": [\#(Sample.listed(9))], "total_count": 1}"#)
            }
        }
        let found = try await Sample.client(transport).instances([1, 2, 3, 4, 1].map { Sample.instance($0) })
        #expect(found.map(\.id) == [Sample.instance(1)])
        #expect(transport.requests.count == 4)
    }

    @Test("a count given as a string is a count")
    func countAsText() async throws {
        #expect(try await Sample.client(Self.cloud(150, total: "\"150\"")).instances().count == 150)
    }

    @Test(
        "an instance is read leniently",
        arguments: [
            (
                #""name": 12, "status": "normal", "datastore": {"kernel_version": "2.0.72.260100"}"#, "12", "normal",
                "2.0.72.260100"
            ),
            (#""name": null, "status": null, "datastore": null"#, "", "", ""),
            (#""datastore": {}"#, "", "", ""),
            (#""name": "a", "status": "REBOOTING", "port": {}, "datastore": "none""#, "a", "REBOOTING", ""),
            (#""name": "a", "status": "normal", "datastore": {"kernel_version": 2.5}"#, "a", "normal", "2.5"),
        ])
    func lenient(fields: String, name: String, status: String, version: String) async throws {
        let transport = ScriptedTransport { _ in
            .json(#"{"instances": [{"id": "\#(Sample.instance(1))", \#(fields)}], "total_count": 1}"#)
        }
        let instance = try #require(try await Sample.client(transport).instances().first)
        #expect(instance.name == name)
        #expect(instance.status.description == status)
        #expect(instance.currentText == version)
        #expect(instance.current == KernelVersion(version))
    }

    @Test("what is no TaurusDB instance is left out, with one warning in all")
    func otherEngines() async throws {
        let transport = ScriptedTransport { _ in
            .json(
                #"""
                {"instances": [{"id": "a5f8c9d1e2b34f6789012345678901abin14"}, {"name": "no id"}, {"id": 7},
                \#(Sample.listed(3))], "total_count": 4}
                """#)
        }
        let log = RecordedLog()
        let client = Sample.client(transport, logger: log.logger)
        #expect(try await client.instances().map(\.id) == [Sample.instance(3)])
        _ = try await client.instances()
        #expect(log.lines.count { $0.contains("warning") } == 1)
    }

    @Test("a failing page fails the list and cancels the others")
    func failingPage() async throws {
        let transport = ScriptedTransport { request in
            if request.offset == 200 { return .json(#"{"error_code": "DBS.200010"}"#, status: 404) }
            if request.offset > 0 { try await Task.sleep(for: .seconds(600)) }
            return .json(#"{"instances": [], "total_count": 5000}"#)
        }
        let error = try #require(await cloudError { try await Sample.client(transport).instances() })
        #expect(error.code == .notFound)
    }

    @Test("a call is logged with method, path and status, and nothing of its headers")
    func logsCalls() async throws {
        let log = RecordedLog()
        _ = try await Sample.client(Self.cloud(1), logger: log.logger).instances()
        let line = try #require(log.lines.first)
        #expect(line.contains("debug") && line.contains("GET") && line.contains("status=200"))
        #expect(line.contains("path=/v3.1/\(Sample.project)/instances"))
        #expect(!line.contains("SDK-HMAC") && !line.contains(Sample.securityToken))
    }
}

/// A log handler that remembers lines.
final class RecordedLog: Sendable {
    private let storage = Mutex<[String]>([])
    var lines: [String] { storage.withLock { $0 } }
    var logger: Logger {
        var logger = Logger(label: "test") { _ in Handler(log: self) }
        logger.logLevel = .trace
        return logger
    }

    private struct Handler: LogHandler {
        let log: RecordedLog
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace
        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let pairs = (event.metadata ?? [:]).map { "\($0.key)=\($0.value)" }.sorted().joined(separator: " ")
            log.storage.withLock { $0.append("\(event.level) \(event.message) \(pairs)") }
        }
    }
}
