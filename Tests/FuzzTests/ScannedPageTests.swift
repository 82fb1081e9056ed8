import Foundation
import Logging
import TestSupport
import Testing

@testable import Client
@testable import Fleet

/// List pages are scanned, and read exactly as `JSONDecoder` would read them, but for what is no JSON at all: that is refused, also
/// where `JSONDecoder` does not look at it, or allows it: a comma behind the last element.
@Suite struct ScannedPageTests {
    /// What a reader makes of a body: a page's contents, or an error's words.
    private enum Reading: Hashable, CustomStringConvertible {
        case page([Entry], others: [String], total: Int)
        case error(String)

        struct Entry: Hashable {
            var observed: ObservedInstance
            var tags: [String: String]
        }

        var description: String {
            switch self {
            case .page(let entries, let others, let total): "\(entries.count) of \(total): \(entries), \(others)"
            case .error(let words): words
            }
        }

        var isMalformed: Bool {
            guard case .error(let words) = self else { return false }
            return words.contains("is not JSON, or is cut short") || words.contains("the answer is empty")
        }
    }

    private static let secrets = [Anybody.secret, "sk-Zq3vN8wLr5tY1uXc"]

    private static func read<Answer: CallAnswer>(
        _ body: [UInt8], as type: Answer.Type, _ contents: (Answer) -> Reading
    ) throws -> Reading {
        let endpoint = try Endpoint(parsing: "https://gaussdb.cn-north-4.myhuaweicloud.com")
        let call = Call("list the instances", .get, "/v3.1/{project}/instances")
        var request = call.request(to: endpoint)
        request.confidential = secrets.map { Secret($0) }
        let exchange = Exchange(
            transport: OneAnswer(WireResponse(status: 200)), timeout: .seconds(1),
            logger: Logger(label: "fuzz", factory: { _ in SwiftLogNoOpLogHandler() }))
        do {
            let response = WireResponse(status: 200, body: Data(body))
            return contents(try exchange.decode(type, from: response, to: request, call))
        } catch let error as CloudError {
            return .error(error.message)
        }
    }

    private static func scanned(_ body: [UInt8]) throws -> Reading {
        try read(body, as: InstancePage<TaggedInstance>.self) { page in
            .page(
                page.instances.map { .init(observed: $0.observed, tags: $0.tags) }, others: page.others,
                total: page.total)
        }
    }

    private static func decoded(_ body: [UInt8]) throws -> Reading {
        try read(body, as: ReferencePage.self) { page in
            .page(
                page.instances.compactMap { entry in entry.observed.map { .init(observed: $0, tags: entry.tags) } },
                others: page.instances.filter { $0.observed == nil }.map(\.id), total: page.total)
        }
    }

    /// Whether a text is JSON to the letter, by a parser that looks at all of it, but allows a comma behind the last element.
    private static func isJSON(_ body: [UInt8]) -> Bool {
        let text = body.filter { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        let hasLastComma = zip(text, text.dropFirst()).contains { $0 == 0x2C && ($1 == 0x5D || $1 == 0x7D) }
        return !hasLastComma
            && (try? JSONSerialization.jsonObject(with: Data(body), options: [.fragmentsAllowed])) != nil
    }

    private static func check(_ body: [UInt8], _ name: @autoclosure () -> String) throws {
        let (ours, theirs) = (try scanned(body), try decoded(body))
        guard ours != theirs else { return }
        // Strictness is the only difference that there may be.
        let isStrict = ours.isMalformed && !isJSON(body)
        let shown = String(decoding: body.prefix(600), as: UTF8.self)
        #expect(isStrict, "\(name()): scanned: \(ours); decoded: \(theirs); body: \(shown)")
    }

    static let entry =
        #"{"id": "\#(Corpus.instance)", "name": "a", "status": "normal", "datastore": {"kernel_version": "2.0.72.260100"}}"#

    @Test(
        "a list page of any shape is read as JSONDecoder reads it",
        arguments: [
            "null", "[]", "1", "\"x\"", "true", "{}", #"{"instances": null, "total_count": 1}"#,
            #"{"instances": {}, "total_count": 1}"#, #"{"instances": []}"#, #"{"total_count": 1}"#,
            #"{"instances": [null], "total_count": 1}"#, #"{"instances": [{}, 7, null], "total_count": null}"#,
            #"{"instances": [[]], "total_count": {}}"#, #"{"instances": [], "total_count": "12"}"#,
            #"{"instances": [], "total_count": "+5"}"#, #"{"instances": [], "total_count": 1.0}"#,
            #"{"instances": [], "total_count": 1e2}"#, #"{"instances": [], "total_count": -0}"#,
            #"{"instances": [], "total_count": 99999999999999999999}"#,
            #"{"instances": [], "total_count": true}"#, #"{"instances": [], "total_count": 3, "total_count": 4}"#,
            #"{"instances": [\#(entry)], "instances": null, "total_count": 1}"#,
            #"{"instances": 1, "instances": [\#(entry)], "total_count": 1}"#,
            #"{"total_count": 1, "x": [[1, {"a": []}], 1.5e-3, "\u00e9\n"], "instances": [\#(entry)]}"#,
            #"{"\u0069nstances": [{"\u0069\u0064": "\#(Corpus.instance)"}], "total_count": 1}"#,
            #"{"\ud800": 1, "instances": [], "total_count": 1}"#,
            #"{"instances": [{"\udc00": 1, "id": "x"}], "total_count": 1}"#,
        ])
    func shapes(body: String) throws { try Self.check(Array(body.utf8), body) }

    @Test(
        "a field of an entry is read as JSONDecoder reads it",
        arguments: [
            "null", "true", "false", "0", "-0", "-0.0", "12", "-12", "012", "1.", ".5", "1e5", "1E+2", "1e400",
            "1e-400",
            "2.50", "123456789012345678", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
            "18446744073709551616", "0.1e1", "[]", "{}", "[1,]", #"{"a":1,}"#, #""""#, #""a\"b\\\/\b\f\n\r\t""#,
            #""\u0041\u00e9\ud83d\ude00""#, #""\ud83d""#, #""\ud83dx""#, #""\ud83d\u0041""#, #""\ude00""#,
            #""\u0000""#, #""\x41""#, #""\u12g4""#, "\"\u{1}\"", "\"\t\"", "\"é🚀\u{202E}\"", "tru", "nul", "+1", "--1",
            "1-",
            "\"\(Anybody.secret)\"", "\"x\(Anybody.secret)y\"", #""tok\u002dBd5gK1mHs9oWq7iEl""#,
            "\"746f6b2d4264356748314d487339\"", #""\#(Corpus.instance)""#, #""6754902da1f447269c6979b0590102A5in07""#,
            "\"a\u{7F}\"", "\"\u{FEFF}\"",
        ])
    func fields(value: String) throws {
        for key in ["id", "name", "status", "datastore", "tags", "port"] {
            let body =
                #"{"instances": [{"id": "\#(Corpus.instance)x", "\#(key)": \#(value)}, \#(Self.entry)], "total_count": 2}"#
            try Self.check(Array(body.utf8), "\(key): \(value)")
            let other = #"{"instances": [{"\#(key)": \#(value), "id": "\#(Corpus.instance)"}], "total_count": 2}"#
            try Self.check(Array(other.utf8), "\(key) first: \(value)")
        }
        let tags =
            #"{"instances": [{"tags": [{"key": \#(value), "value": \#(value)}, {"key": "a"}]}], "total_count": 1}"#
        try Self.check(Array(tags.utf8), "tag: \(value)")
        let version = #"{"instances": [{"datastore": {"kernel_version": \#(value)}}], "total_count": \#(value)}"#
        try Self.check(Array(version.utf8), "version: \(value)")
    }

    @Test(
        "as many levels are read as JSONDecoder reads, and no more", arguments: [1, 508, 509, 510, 511, 512, 513, 5000])
    func depth(levels: Int) throws {
        let nested = String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
        try Self.check(Array(#"{"x": \#(nested), "instances": [], "total_count": 1}"#.utf8), "\(levels)")
        let objects = String(repeating: #"{"a":"#, count: levels) + "1" + String(repeating: "}", count: levels)
        try Self.check(Array(#"{"instances": [{"x": \#(objects)}], "total_count": 1}"#.utf8), "\(levels) objects")
    }

    @Test("a text with something before it, after it or in it is read as JSONDecoder reads it")
    func edges() throws {
        let page = #"{"instances": [\#(Self.entry)], "total_count": 1}"#
        for body in [
            "", " ", "\u{FEFF}\(page)", "\u{FEFF}", "\(page) \r\n\t", "\(page)x", "\(page)\0", "\0\(page)",
            "\(page)\(page)",
            "\u{00A0}\(page)", "// \(page)", "\(page),",
        ] { try Self.check(Array(body.utf8), body) }
        for end in 0..<page.utf8.count { try Self.check(Array(page.utf8.prefix(end)), "cut at \(end)") }
        for index in 0..<page.utf8.count {
            for byte in [0x00, 0x22, 0x5C, 0x7B, 0x5D, 0x2C, 0x80, 0xC3, 0xFF] as [UInt8] {
                var body = Array(page.utf8)
                body[index] = byte
                try Self.check(body, "byte \(byte) at \(index)")
            }
        }
    }

    /// `DBCONVERGE_BODIES=N` bends so many (`make fuzz`: a million).
    @Test("bent pages are read as JSONDecoder reads them", .timeLimit(.minutes(60)))
    func bent() throws {
        let count = ProcessInfo.processInfo.environment["DBCONVERGE_BODIES"].flatMap { Int($0) } ?? 5000
        let others = Corpus.everything.map { Array($0.utf8) }
        let page =
            #"{"instances": [\#(Self.entry), {"id": 7, "tags": [{"key": "k", "value": "v"}], "port": 1.5e3}, "#
            + String(Corpus.instances.dropFirst(15))
        #expect(try Self.scanned(Array(page.utf8)) == Self.decoded(Array(page.utf8)))
        var good = 0
        for seed in 0..<count {
            var mutator = Mutator(seed: UInt64(seed), others: others)
            let body = mutator.bent(Array(page.utf8))
            try Self.check(body, "seed \(seed)")
            if case .page = try Self.scanned(body) { good += 1 }
        }
        // Pages that are all refused, or all taken, would prove little.
        #expect(good > count / 20 && good < count * 19 / 20, "\(good)")
    }
}
