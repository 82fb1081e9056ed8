import Testing

@testable import Text

@Suite struct SafeTextTests {
    @Test(arguments: [
        ("plain # text: 1", "plain # text: 1"), ("two\nlines\r\n", "two\\nlines\\r\\n"), ("a\tb", "a\\tb"),
        ("\u{1B}[31mred", "\\u{1B}[31mred"), ("\u{9B}31m", "\\u{9B}31m"), ("nul\0", "nul\\u{0}"),
        ("del\u{7F}", "del\\u{7F}"), ("bidi\u{202E}", "bidi\\u{202E}"), ("iso\u{2066}", "iso\\u{2066}"),
        ("zero\u{200B}", "zero\\u{200B}"), ("join\u{200D}", "join\\u{200D}"), ("bom\u{FEFF}", "bom\\u{FEFF}"),
        ("soft\u{AD}", "soft\\u{AD}"), ("tag\u{E0041}", "tag\\u{E0041}"), ("filler\u{3164}", "filler\\u{3164}"),
        ("line\u{2028}", "line\\u{2028}"), ("own\u{E000}", "own\\u{E000}"), ("no\u{FFFE}", "no\\u{FFFE}"),
        ("sel\u{FE0F}", "sel\\u{FE0F}"), ("\u{301}a", "\\u{301}a"), ("\u{202E}\u{301}", "\\u{202E}\\u{301}"),
        ("数据库 é ❤\u{FE0F} 🎉", "数据库 é ❤\u{FE0F} 🎉"), ("e\u{301}", "e\u{301}"),
        ("##[error]x", "#\\#[error]x"), ("a ##vso[task.x]", "a #\\#vso[task.x]"), ("###", "###"), ("## [", "## ["),
    ])
    func whatIsNotPlainlyVisibleIsShownAsAnEscape(_ row: (String, String)) {
        #expect(SafeText.line(row.0) == row.1)
        #expect(SafeText.line(row.1) == row.1, "escaping twice changes nothing")
    }

    @Test func aTextIsBounded() {
        #expect(SafeText.line(String(repeating: "x", count: 5000)).unicodeScalars.count == SafeText.longest + 1)
        #expect(SafeText.line("abcdef", atMost: 3) == "abc…")
        #expect(SafeText.line("abc", atMost: 3) == "abc")
    }

    @Test(arguments: ["::error::x", "  ::error::x", "\u{1B}[31m::error::x\u{1B}[0m", "##[command]x"])
    func noLineOfALogIsAWorkflowCommand(_ line: String) {
        for keeps in [true, false] {
            let shown = SafeText.composed("first\n" + line, keepingColors: keeps)
                .replacing("\u{1B}[31m", with: "").split(separator: "\n")
            #expect(shown.count == 2)
            #expect(shown.allSatisfy { !$0.drop(while: \.isWhitespace).hasPrefix("::") && !$0.contains("##[") })
        }
    }

    @Test func onlyTheProgramsColoursAreKept() {
        let text = "\u{1B}[1;31mred\u{1B}[0m \u{1B}]0;title\u{7} \u{1B}[2J"
        #expect(
            SafeText.composedLine(text, keepingColors: true)
                == "\u{1B}[1;31mred\u{1B}[0m \\u{1B}]0;title\\u{7} \\u{1B}[2J")
        #expect(!SafeText.composedLine(text, keepingColors: false).contains("\u{1B}"))
    }
}

@Suite struct DisplayWidthTests {
    @Test(arguments: [
        ("abc", 3), ("订单主库", 8), ("é", 1), ("e\u{301}", 1), ("🎉", 2), ("❤\u{FE0F}", 2), ("❤", 1), ("👍🏽", 2),
        ("🇨🇳", 2), ("한", 2), ("\u{1112}\u{1161}\u{11AB}", 2), ("ｱ", 1), ("Ａ", 2), ("", 0),
    ])
    func isWhatATerminalShows(_ row: (String, Int)) {
        #expect(row.0.displayWidth == row.1)
        #expect(row.0.padded(toWidth: 10).displayWidth == 10)
    }

    @Test func clippingCutsNoCharacterInHalf() {
        #expect("订单主库".clipped(toWidth: 5) == "订单")
        #expect("abc".clipped(toWidth: 5) == "abc")
        #expect("ae\u{301}b".clipped(toWidth: 2) == "ae\u{301}")
    }
}
