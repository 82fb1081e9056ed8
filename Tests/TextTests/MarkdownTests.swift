import Testing

@testable import Text

@Suite struct MarkdownTests {
    @Test(arguments: [
        ("a|b", "a\\|b"), ("`x`", "\\`x\\`"), ("`\u{301}", "\\`\u{301}"), ("|\u{301}", "\\|\u{301}"),
        ("<img src=x>", "\\<img src=x\\>"), ("&lt;", "\\&lt;"), ("@team", "@<!-- -->team"),
        ("a@b.c", "a@<!-- -->b.c"), ("https://x.y/z", "https:<!-- -->//x.y/z"), ("WWW.x.y", "WWW.<!-- -->x.y"),
        ("mailto:x", "mailto:<!-- -->x"), ("see #12", "see \\#<!-- -->12"), ("!34", "!<!-- -->34"),
        ("two\nlines", "two\\\\nlines"), ("[x](y)", "\\[x\\](y)"), ("- x", "\\- x"), ("-", "-"),
        ("10:30, 2.0.75", "10:30, 2.0.75"), ("2.0.75", "2.0.75"), ("1. x", "1\\. x"), ("12) x", "12\\) x"),
        ("    x", "&#32;   x"), ("x ", "x&#32;"),
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
}
