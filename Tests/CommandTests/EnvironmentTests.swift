import ArgumentParser
import Testing

@testable import Report
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

    @Test(
        arguments: [
            (["TERM": "xterm-256color"], true), (["TERM": "dumb"], false), (["TERM": ""], false), ([:], false),
            (["TERM": "xterm", "NO_COLOR": "1"], false), (["TERM": "xterm", "NO_COLOR": ""], true),
        ] as [([String: String], Bool)])
    func coloursAndRedrawsNeedATerminalThatUnderstandsThem(_ row: ([String: String], Bool)) {
        #expect(Style.isUnderstood(in: row.0) == row.1)
    }

    @Test func theProgramKnowsItsArgumentsByItself() {
        #expect(Arguments.given == Array(CommandLine.arguments.dropFirst()))
    }

    @Test func columnsLineUpOnATerminal() {
        let table = TextTable(header: ["NAME", "ID"], rows: [["订单主库", "1"], ["e\u{301}🎉", "2"], ["plain", "3"]])
        let lines = table.render(indent: "") { $2 }
        #expect(lines == ["NAME      ID", "订单主库  1", "e\u{301}🎉       2", "plain     3"])
    }
}
