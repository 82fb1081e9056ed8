import Fleet
import Foundation
import TestSupport
import Testing

@testable import Client

@Suite struct JSONScannerTests {
    /// Scans a text, and returns how many bytes and strings that took.
    private static func scan(_ text: String, _ read: (inout JSONScanner) throws -> Void) throws -> (Int, Int) {
        try Array(text.utf8).withUnsafeBufferPointer { bytes in
            var scanner = JSONScanner(bytes)
            try read(&scanner)
            try scanner.finish()
            return (scanner.index, scanner.stringsMade)
        }
    }

    @Test(
        "a string ends at its quote, wherever in a word of eight bytes that is",
        arguments: ["", "a", "1234567", "12345678", "123456789", "é🚀", String(repeating: "x", count: 31)])
    func ends(content: String) throws {
        for before in 0..<9 {
            let text = String(repeating: " ", count: before) + "\"\(content)\""
            var read: String?
            let (bytes, _) = try Self.scan(text) { scanner in read = try scanner.text().string }
            #expect(read == content)
            #expect(bytes == text.utf8.count)
        }
    }

    @Test("every byte that a string cannot have is found, wherever it stands")
    func controls() {
        for byte in UInt8(0)..<0x20 {
            for place in 0..<17 {
                var content = [UInt8](repeating: 0xFE, count: 17)
                content[place] = byte
                let text = [0x22] + content + [0x22]
                text.withUnsafeBufferPointer { bytes in
                    var scanner = JSONScanner(bytes)
                    #expect(throws: JSONProblem.malformed) { _ = try scanner.text() }
                    #expect(scanner.index == place + 1)
                }
            }
        }
    }

    @Test(
        "a number is spelled as JSON spells numbers",
        arguments: [
            ("0", true), ("-0", true), ("10", true), ("1.5", true), ("1e5", true), ("1E-5", true), ("-1.25e+10", true),
            ("01", false), ("-", false), ("1.", false), (".5", false), ("1e", false), ("1e+", false), ("+1", false),
            ("0x10", false), ("1_000", false), ("Infinity", false), ("NaN", false),
        ])
    func numbers(text: String, isNumber: Bool) {
        let read = { try Self.scan(text) { scanner in try scanner.skip() } }
        let isRead = (try? read()) != nil
        #expect(isRead == isNumber)
    }

    @Test(
        "commas and brackets that do not fit are refused",
        arguments: [
            "[1,]", "[,1]", "[1 2]", "[1", "]", "[1}", "{\"a\":1]", "{\"a\":1,}", "{,\"a\":1}", "{\"a\"}", "{\"a\":}",
            "{\"a\" 1}", "{a:1}", "{1:1}", "[[]", "[1]]", "[1],", "{\"a\":1 \"b\":2}", "", "   ",
        ])
    func brackets(text: String) {
        #expect(throws: JSONProblem.malformed) { _ = try Self.scan(text) { scanner in try scanner.skip() } }
    }

    @Test("a page costs three strings for each instance, with anything else in it, and each byte is read once")
    func cost() throws {
        for count in [1, 10, 100] {
            let rest = (0..<30).map { #""key\#($0)": ["some text", {"more": "text \n", "n": \#($0)}]"# }
            let entries = (0..<count).map {
                #"{"id": "\#(Sample.instance($0))", "name": "db", "status": "normal", \#(rest.joined(separator: ", ")), "datastore": {"type": "gaussdb-mysql", "kernel_version": "2.0.72.260100"}}"#
            }
            let page = #"{"instances": [\#(entries.joined(separator: ","))], "total_count": \#(count)}"#
            let redactor = Redactor(Sample.secrets)
            let (bytes, strings) = try Self.scan(page) { scanner in
                let page = try InstancePage<ObservedInstance>(&scanner, hiding: redactor)
                #expect(page.instances.count == count)
            }
            #expect(bytes == page.utf8.count)
            #expect(strings == 3 * count + 1)
        }
    }
}
