@testable import Manifest
import Testing

@Suite struct SuggestionTests {
    @Test(arguments: [
        ("Flet", "Fleet"), ("fleet", "Fleet"), ("kernelVerson", "kernelVersion"), ("kernel_version", "kernelVersion"),
        ("KERNELVERSION", "kernelVersion"), ("kernelVresion", "kernelVersion"), ("ida", "id"),
    ])
    func `a near word is suggested`(word: String, meant: String) {
        #expect(nearest(to: word, among: ["Fleet", "kernelVersion", "id"]) == meant)
    }

    @Test(arguments: ["", "banana", "k", "version", String(repeating: "x", count: 1_000)])
    func `a far word is not`(word: String) {
        #expect(nearest(to: word, among: ["Fleet", "kernelVersion", "id"]) == nil)
    }
}

@Suite struct ScalarTypeTests {
    @Test(arguments: [
        ("", ScalarType.null), ("~", .null), ("null", .null), ("nULL", .text), ("true", .boolean), ("False", .boolean),
        ("yes", .text), ("off", .text), ("0", .integer), ("-12", .integer), ("+1", .integer), ("0x1F", .integer),
        ("0o17", .integer), ("0x", .text), ("2.0", .float), ("2.", .float), (".5", .float), (".", .text),
        ("1e3", .float), ("1e", .text), ("-.inf", .float), (".NaN", .float), ("-", .text), ("2.0.75.260400", .text),
        ("2026-12-24", .text), ("02:00", .text), ("1_000", .text), ("10%", .text),
    ])
    func `a plain scalar has the type that YAML's core schema gives it`(text: String, type: ScalarType) {
        #expect(ScalarType(plain: Array(text.utf8)[...]) == type)
    }
}
