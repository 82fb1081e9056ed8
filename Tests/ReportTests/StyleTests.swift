import Testing

@testable import Report

@Suite struct StyleTests {
    @Test(
        arguments: [
            (["TERM": "xterm-256color"], true), (["TERM": "dumb"], false), (["TERM": ""], false), ([:], false),
            (["TERM": "xterm", "NO_COLOR": "1"], false), (["TERM": "xterm", "NO_COLOR": ""], true),
        ] as [([String: String], Bool)])
    func coloursAndRedrawsNeedATerminalThatUnderstandsThem(_ row: ([String: String], Bool)) {
        #expect(Style.isUnderstood(in: row.0) == row.1)
    }

    @Test func columnsLineUpOnATerminal() {
        let table = TextTable(header: ["NAME", "ID"], rows: [["订单主库", "1"], ["e\u{301}🎉", "2"], ["plain", "3"]])
        let lines = table.render(indent: "") { $2 }
        #expect(lines == ["NAME      ID", "订单主库  1", "e\u{301}🎉       2", "plain     3"])
    }
}
