import Testing

@testable import Report

@Suite struct MarkdownDocumentTests {
    static let head = ["### plan", "", "**orders**: 4 rows", "", "| A | B |", "| --- | --- |"]

    @Test func aDocumentThatFitsIsWhole() {
        let lines = Self.head + ["| 1 | 2 |", "", "Verdict."]
        #expect(MarkdownDocument.render(lines, rest: "see text") == lines.joined(separator: "\n"))
    }

    @Test(arguments: [600, 2000, 30_000])
    func rowsThatDoNotFitAreCounted(limit: Int) throws {
        let rows = (1...9000).map { "| row | \($0) 数据库 |" }
        let text = MarkdownDocument.render(Self.head + rows + ["", "Verdict."], rest: "see text", atMost: limit)
        #expect(text.utf16.count <= limit)
        #expect(text.hasSuffix("\nVerdict."))
        let kept = text.split(separator: "\n").count { $0.hasPrefix("| row") }
        #expect(kept > 0)
        #expect(text.contains("… and \(9000 - kept) more rows; see text"))
    }

    @Test func aDocumentOfTooManyFleetsLosesItsEndButNotItsVerdict() {
        let lines = (1...9000).map { "**fleet \($0)**: 1 to upgrade" } + ["Verdict."]
        let text = MarkdownDocument.render(lines, rest: "see text", atMost: 5000)
        #expect(text.utf16.count <= 5000)
        #expect(text.hasPrefix("**fleet 1**"))
        #expect(text.hasSuffix("more lines; see text\n\nVerdict."))
    }
}
