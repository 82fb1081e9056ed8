import Fleet
import Foundation
import Testing

@Suite struct KernelVersionTests {
    @Test(arguments: ["2.0.75.260400", "2.0.28.15", "0.0.0.0", "4294967295.1.2.3"])
    func canonicalTextIsReadAndWrittenBack(_ text: String) throws {
        let version = try #require(KernelVersion(text))
        #expect(version.description == text)
        #expect(try JSONDecoder().decode([KernelVersion].self, from: JSONEncoder().encode([version])) == [version])
    }

    @Test(arguments: [
        "", "2", "2.0", "2.0.75", "2.0.75.260400.1", "2.0.x.1", "latest", "2.0.75.", ".0.75.1", "2..75.1", "+2.0.75.1",
        "-2.0.75.1", " 2.0.75.1", "2.0.75.1 ", "2.0.075.1", "02.0.75.1", "2.0.75.4294967296", "2.0.75.1\n", "２.0.75.1",
    ])
    func anythingElseIsNoVersion(_ text: String) {
        #expect(KernelVersion(text) == nil)
    }

    @Test(arguments: [
        ("2.0.9.1", "2.0.10.1"), ("2.0.28.18", "2.0.39.230300"), ("2.0.63.250300", "2.0.63.250301"),
        ("2.0.51.240305", "2.0.51.240311"), ("1.9.9.9", "2.0.0.0"),
    ])
    func orderIsByNumbersNotText(_ pair: (String, String)) throws {
        let (low, high) = (try #require(KernelVersion(pair.0)), try #require(KernelVersion(pair.1)))
        #expect(low < high)
        #expect(!(high < low))
    }

    @Test(arguments: [
        ("2.0.51.240304", false), ("2.0.51.240305", true), ("2.0.51.240308", true), ("2.0.51.240311", true),
        ("2.0.51.240312", false), ("2.0.54.240600", false),
    ])
    func theConfirmationBandIsClosedAtBothEnds(_ row: (String, Bool)) throws {
        #expect(try #require(KernelVersion(row.0)).needsConsoleConfirmation == row.1)
    }
}
