import Foundation
import TestSupport
import Testing
import Text

/// What is printed for a shell reads as the same words there.
@Suite struct ShellWordTests {
    static let texts = [
        "plain", "/srv/fleets", "a b", "it's", "", "~/x", "$HOME", "`id`", "a\\b", "\"", "--repo=x y", "=ls", "数据库",
        "two\nlines", "tab\there", "\u{1B}[31m", "it's\n\\", "\u{202E}x7", "a*?[b]", "#", "!x", "-n", "e\u{301}",
    ]

    @Test(arguments: texts) func aWordIsReadBackByAShell(_ text: String) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/bash")
        process.arguments = ["-c", "printf '<%s>' " + ShellWord.join([text, "end"])]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.start()
        let bytes = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        #expect(String(decoding: bytes, as: UTF8.self) == "<\(text)><end>")
    }

    @Test(arguments: texts) func aWordCanBeShownAsItIs(_ text: String) {
        let word = ShellWord.quote(text)
        #expect(SafeText.line(word) == word)
    }

    @Test func whatNeedsNoQuotesHasNone() { #expect(ShellWord.join(["a-b_c/d.e", "--x=1"]) == "a-b_c/d.e --x=1") }
}
