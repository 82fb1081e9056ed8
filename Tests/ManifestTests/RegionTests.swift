import Fleet
import Manifest
import Testing

@Suite struct RegionTests {
    private static let known = KnownRegions(names: ["cn-north-4", "ap-southeast-3"]) {
        ["cn-north-4", "ap-southeast-3", "eu-west-101"].contains($0)
    }

    private static func load(_ region: String, _ regions: KnownRegions?) -> LoadedManifests {
        let text = fleet().replacing("region: cn-north-4", with: "region: \(region)")
        return ManifestLoader.load([file(text)], regions: regions)
    }

    @Test(arguments: [
        ("cn-nroth-4", "did you mean 'cn-north-4'?"), ("ap-southeast3", "did you mean 'ap-southeast-3'?"),
        ("moon", "the known ones are ap-southeast-3, cn-north-4; "), ("moon", "DBCONVERGE_ENDPOINT"),
    ])
    func `a region without an endpoint is an error where it stands`(region: String, hint: String) throws {
        let diagnostic = try #require(Self.load(region, Self.known).diagnostics.first)
        #expect(diagnostic.code == .unknownRegion)
        #expect((diagnostic.line, diagnostic.column) == (5, 11))
        #expect(diagnostic.hint?.contains(hint) == true)
    }

    @Test func `a region with an endpoint of its own passes, and where nothing is known any does`() {
        #expect(Self.load("eu-west-101", Self.known).diagnostics == [])
        #expect(Self.load("moon", nil).diagnostics == [])
    }
}
