import ArgumentParser
import Testing

@testable import dbconverge

@Suite struct EnvironmentTests {
    @Test(
        arguments: [
            ("port", ["simulator", "--port", "0"], true), ("port", ["--port=0"], true),
            ("output", ["plan", "-o", "json"], true),
            ("output", ["-ojson"], true), ("port", ["--ports", "0"], false), ("port", ["port", "-p"], false),
            ("port", ["--", "--port"], false), ("no-color", ["--no-color"], true),
        ] as [(String, [String], Bool)])
    func aBadVariableMattersOnlyWithoutItsFlag(_ row: (String, [String], Bool)) {
        #expect(Environment.isGiven(row.0, in: row.1) == row.2)
    }

    @Test(arguments: [
        ("tcp://10.96.0.12:8080", true), ("udp://10.96.0.12:53", true), ("8080", false), ("https://x", false),
    ])
    func whatKubernetesTellsOfAServiceIsNoSetting(_ row: (String, Bool)) {
        #expect(Environment.isServiceLink(row.0) == row.1)
    }

    @Test func theProgramKnowsItsArgumentsByItself() {
        #expect(Arguments.given == Array(CommandLine.arguments.dropFirst()))
    }
}
