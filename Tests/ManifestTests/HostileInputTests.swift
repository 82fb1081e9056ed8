import Foundation
import Manifest
import TestSupport
import Testing

/// Nothing in a file may crash or hang its reader, and what is refused has a location that exists.
@Suite struct HostileInputTests {
    @Test(arguments: 0..<8)
    func `random bytes are refused in peace`(seed: UInt64) {
        var random = SplitMix(seed: seed)
        for _ in 0..<400 {
            let count = Int.random(in: 1...200, using: &random)
            check((0..<count).map { _ in UInt8.random(in: 0...255, using: &random) })
        }
    }

    @Test(arguments: 0..<8)
    func `random punctuation is refused in peace`(seed: UInt64) {
        var random = SplitMix(seed: seed)
        let alphabet = Array("{}[],:-?&*!|>'\"%@`#~<= \t\n\r\\ab01.é主\u{2028}".utf8)
        for _ in 0..<400 {
            let count = Int.random(in: 1...120, using: &random)
            check((0..<count).compactMap { _ in alphabet.randomElement(using: &random) })
        }
    }

    @Test(arguments: fixtureNames(in: "bad").map { "bad/\($0)" } + ["good/everything"])
    func `mutated manifests are read or refused in peace`(name: String) throws {
        let original = try fixture("\(name).yaml").bytes
        var random = SplitMix(seed: UInt64(original.count))
        for _ in 0..<60 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...4, using: &random) { mutate(&bytes, &random) }
            check(bytes)
        }
    }

    @Test(arguments: ["[", "{", "- ", "? ", "a: [", "{a: ", "- - ", "&a [", "!!seq ["])
    func `deep nesting ends in a diagnostic`(opening: String) {
        let result = ManifestLoader.load([file(String(repeating: opening, count: 50_000))])
        #expect(result.hasErrors)
    }

    @Test func `64 levels are read and 65 are not`() {
        func codes(_ depth: Int) -> [Diagnostic.Code] {
            let nested = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
            return ManifestLoader.load([file(nested)]).diagnostics.map(\.code)
        }
        #expect(codes(64) == [.wrongType])
        #expect(codes(65) == [.tooDeep])
    }

    @Test func `aliases can't go around the limit of nesting`() {
        let deep = String(repeating: "[", count: 40) + "x" + String(repeating: "]", count: 40)
        let again = String(repeating: "[", count: 40) + "*a" + String(repeating: "]", count: 40)
        let result = ManifestLoader.load([file("- &a \(deep)\n- \(again)\n")])
        #expect(result.diagnostics.map(\.code) == [.tooDeep])
    }

    @Test(arguments: [(9, false), (11, true)])
    func `aliases stand for a hundred thousand nodes and no more`(count: Int, isRefused: Bool) {
        let list = Array(repeating: "x", count: 9_999).joined(separator: ",")
        let aliases = Array(repeating: "*a", count: count).joined(separator: ",")
        let codes = ManifestLoader.load([file("[&a [\(list)],\(aliases)]")]).diagnostics.map(\.code)
        #expect(codes == [isRefused ? .tooManyAliases : .wrongType])
    }

    @Test(arguments: [
        ("via: [\((0...100).map { "1.0.0.\($0)" }.joined(separator: ", "))]", Diagnostic.Code.badVia),
        ("rollout: careful", .badNumber),
    ])
    func `lists that every instance is compared with are short`(spec: String, code: Diagnostic.Code) {
        let waves = (0...100).map { "{ name: w\($0), selector: { matchLabels: { w: x } } }" }.joined(separator: ", ")
        let text = fleet(spec: spec) + "---\n" + (code == .badNumber ? rollout("{ waves: [\(waves)] }") : "")
        let result = ManifestLoader.load([file(text)])
        #expect(result.diagnostics.map(\.code) == [code])
    }

    private func check(_ bytes: [UInt8]) {
        let result = ManifestLoader.load([SourceFile(path: "a.yaml", bytes: bytes)])
        #expect(result.fleets.isEmpty || !result.hasErrors)
        #expect(!result.fleets.isEmpty || result.hasErrors)
        let lines = bytes.count(where: { $0 == 0x0A || $0 == 0x0D }) + 1
        for diagnostic in result.diagnostics {
            #expect((0...lines).contains(diagnostic.line))
            #expect(diagnostic.line == 0 || diagnostic.sourceLine != nil)
            #expect(!diagnostic.rendered(color: true).isEmpty)
        }
    }

    private func mutate(_ bytes: inout [UInt8], _ random: inout SplitMix) {
        let at = Int.random(in: 0..<max(1, bytes.count), using: &random)
        guard at < bytes.count else { return }
        switch Int.random(in: 0..<5, using: &random) {
        case 0: bytes[at] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.remove(at: at)
        case 2: bytes.insert("\t\n:-[]{}&*'\" ".utf8.randomElement(using: &random) ?? 0x20, at: at)
        case 3: bytes.removeSubrange(at..<min(bytes.count, at + Int.random(in: 1...20, using: &random)))
        default: bytes.insert(contentsOf: bytes[at..<min(bytes.count, at + 30)], at: at)
        }
    }
}
