import Fleet
import Foundation
import TestSupport
import Testing

@testable import Manifest

@Suite struct ZoneDatabaseTests {
    @Test(arguments: [
        "Asia/Shanghai", "Europe/Berlin", "Australia/Lord_Howe", "UTC", "Etc/UTC", "America/Argentina/Buenos_Aires",
        "Asia/Kolkata", "Asia/Calcutta", "US/Eastern",
    ])
    func `a region and a city is a zone, and so is UTC`(name: String) {
        #expect(ZoneDatabase.rules(for: name)?.name == name)
    }

    @Test(arguments: [
        "", "foo", "Foo/Bar", "CST", "EST", "EST5EDT", "CET", "GMT", "GMT+8", "UTC+8", "utc", "Z", "+08:00",
        "Etc/GMT+8",
        "Etc/GMT-8", "Etc/Unknown", "SystemV/EST5", "asia/shanghai", "Asia/", "/", "Asia/Beijing", "Shanghai", "PRC",
    ])
    func `nothing else is`(name: String) {
        #expect(ZoneDatabase.rules(for: name) == nil)
    }

    @Test func `all names that are suggested are zones`() {
        #expect(ZoneDatabase.names.count > 400)
        #expect(ZoneDatabase.names.filter { ZoneDatabase.rules(for: $0) == nil } == [])
    }

    @Test func `a change that has nothing to do with summer counts, and one that moves no clock does not`() throws {
        let pyongyang = try #require(ZoneDatabase.rules(for: "Asia/Pyongyang"))
        #expect(pyongyang.transitions.map(\.offset) == [30_600, 32_400])
        let istanbul = try #require(ZoneDatabase.rules(for: "Europe/Istanbul"))
        #expect(istanbul.transitions.last == .init(at: try instant("2016-03-27T01:00:00Z"), offset: 10_800))
        let apia = try #require(ZoneDatabase.rules(for: "Pacific/Apia"))
        #expect(apia.transitions.contains(.init(at: try instant("2011-12-30T10:00:00Z"), offset: 50_400)))
    }
}

/// Python's zoneinfo as the reference for our zones. Its data, pinned in `scripts/requirements-reference.txt`, is of the release
/// that the toolchain's ICU has, 2025b: rules that changed later differ in both or in neither.
@Suite struct ZoneReferenceTests {
    struct ReferenceAnswer: Decodable {
        let offset: Int
        let changes: [[Int]]
    }

    @Test func `zones change their clocks when Python says that they do`() throws {
        let names = [
            "Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo",
            "Africa/Casablanca", "Asia/Kathmandu", "Pacific/Apia", "Asia/Gaza", "Africa/Cairo", "America/Havana",
            "America/Nuuk", "Antarctica/Troll", "Europe/Dublin", "UTC",
        ]
        let answer = try Reference.run("zones.py", ["2024", "2030"] + names)
        let zones = try JSONDecoder().decode([String: ReferenceAnswer].self, from: answer)
        #expect(zones.keys.sorted() == names.sorted())
        let years = try instant("2024-01-01T00:00:00Z")...instant("2031-01-01T00:00:00Z")
        for (name, expected) in zones {
            let rules = try #require(ZoneDatabase.rules(for: name))
            #expect(rules.offset(at: years.lowerBound) == expected.offset, "\(name)")
            let changes = rules.transitions.filter { $0.at > years.lowerBound && $0.at <= years.upperBound }
            #expect(changes.map { [Int($0.at.timeIntervalSince1970), $0.offset] } == expected.changes, "\(name)")
        }
    }
}

private func instant(_ text: String) throws -> Date { try Date(text, strategy: .iso8601) }
