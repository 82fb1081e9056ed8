import Testing

@testable import Text

@Suite struct MarkdownTests {
    @Test(arguments: [
        ("a|b", "a\\|b"), ("`x`", "\\`x\\`"), ("`\u{301}", "\\`\u{301}"), ("|\u{301}", "\\|\u{301}"),
        ("<img src=x>", "\\<img src=x\\>"), ("&lt;", "\\&lt;"), ("@team", "@<!-- -->team"),
        ("a@b.c", "a@<!-- -->b.c"), ("https://x.y/z", "https:<!-- -->//x.y/z"), ("WWW.x.y", "WWW.<!-- -->x.y"),
        ("mailto:x", "mailto:<!-- -->x"), ("see #12", "see \\#<!-- -->12"), ("!34", "!<!-- -->34"),
        ("two\nlines", "two\\\\nlines"), ("[x](y)", "\\[x\\](y)"), ("- x", "\\- x"), ("-", "-"),
        ("10:30, 2.0.75", "10:30, 2.0.75"),
    ])
    func nothingInATextIsMarkupOrLive(_ row: (String, String)) {
        #expect(Markdown.escape(row.0) == row.1)
    }

    @Test(arguments: [
        ("main@0123", "`main@0123`"), ("a`b", "`` a`b ``"), ("``\u{301}", "``` ``\u{301} ```"), ("", "`  `"),
        ("a|b", "`a\\|b`"), ("a\nb", "`a\\nb`"),
    ])
    func aCodeSpanEndsWhereItShould(_ row: (String, String)) {
        #expect(Markdown.code(row.0) == row.1)
    }

    static let head = ["### plan", "", "**orders**: 4 rows", "", "| A | B |", "| --- | --- |"]

    @Test func aDocumentThatFitsIsWhole() {
        let lines = Self.head + ["| 1 | 2 |", "", "Verdict."]
        #expect(Markdown.document(lines, rest: "see text") == lines.joined(separator: "\n"))
    }

    @Test(arguments: [600, 2000, 30_000])
    func rowsThatDoNotFitAreCounted(limit: Int) throws {
        let rows = (1...9000).map { "| row | \($0) 数据库 |" }
        let text = Markdown.document(Self.head + rows + ["", "Verdict."], rest: "see text", atMost: limit)
        #expect(text.utf16.count <= limit)
        #expect(text.hasSuffix("\nVerdict."))
        let kept = text.split(separator: "\n").count { $0.hasPrefix("| row") }
        #expect(kept > 0)
        #expect(text.contains("… and \(9000 - kept) more rows; see text"))
    }

    @Test func aDocumentOfTooManyFleetsLosesItsEndButNotItsVerdict() {
        let lines = (1...9000).map { "**fleet \($0)**: 1 to upgrade" } + ["Verdict."]
        let text = Markdown.document(lines, rest: "see text", atMost: 5000)
        #expect(text.utf16.count <= 5000)
        #expect(text.hasPrefix("**fleet 1**"))
        #expect(text.hasSuffix("more lines; see text\n\nVerdict."))
    }
}
