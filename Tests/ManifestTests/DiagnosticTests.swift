import Foundation
import Manifest
import TestSupport
import Testing

@Suite struct DiagnosticTests {
    @Test(arguments: fixtureNames(in: "bad"))
    func `a bad file gets its diagnostics`(name: String) throws {
        let source = try fixture("bad/\(name).yaml")
        let result = ManifestLoader.load([source], under: ["bad"])
        #expect(result.hasErrors)
        #expect(result.fleets.isEmpty)
        #expect(result.diagnostics == result.diagnostics.sorted())
        let text = result.diagnostics.map { $0.rendered(color: false) }.joined(separator: "\n\n")
        expectGolden(text, "diagnostics/\(name).txt")
    }

    @Test func `there is a fixture for every golden file and a golden file for every fixture`() throws {
        let folder = testsFolder.appending(path: "Golden/diagnostics").path
        let golden = try FileManager.default.contentsOfDirectory(atPath: folder).map { $0.dropLast(4) }.sorted()
        #expect(golden == fixtureNames(in: "bad").map { $0[...] })
    }

    @Test func `the fixtures bring about every code`() throws {
        var codes: Set<Diagnostic.Code> = []
        for name in fixtureNames(in: "bad") {
            let source = try fixture("bad/\(name).yaml")
            codes.formUnion(ManifestLoader.load([source]).diagnostics.map(\.code))
        }
        let elsewhere: Set<Diagnostic.Code> = [.fileTooLarge, .tooManyProblems, .unknownRegion]
        #expect(Set(Diagnostic.Code.allCases).subtracting(codes) == elsewhere)
    }

    @Test func `colours frame the same words`() throws {
        let result = ManifestLoader.load([file(fleet(spec: "suspended: true"))])
        let diagnostic = try #require(result.diagnostics.first)
        let coloured = diagnostic.rendered(color: true)
        #expect(coloured.contains("\u{1B}[1;31merror:\u{1B}[0m"))
        #expect(coloured.replacing(#/\u{1B}\[[0-9;]*m/#, with: "") == diagnostic.rendered(color: false))
    }

    @Test func `a diagnostic survives being encoded`() throws {
        let all = try fixtureNames(in: "bad").flatMap { name in
            ManifestLoader.load([try fixture("bad/\(name).yaml")]).diagnostics
        }
        let data = try JSONEncoder().encode(all)
        #expect(try JSONDecoder().decode([Diagnostic].self, from: data) == all)
    }

    @Test func `nothing that is shown can move a terminal's cursor`() throws {
        for name in fixtureNames(in: "bad") {
            for diagnostic in ManifestLoader.load([try fixture("bad/\(name).yaml")]).diagnostics {
                let text = diagnostic.rendered(color: false)
                let controls = text.unicodeScalars.filter { $0.properties.generalCategory == .control }
                #expect(controls.allSatisfy { $0 == "\n" || $0 == "\t" }, "\(name)")
            }
        }
    }

    static let hostile = "a\u{1B}[31m\r\n::error::x\u{7}\u{202E}\u{2028}\u{9B}b\0c\u{FFFE}"

    @Test func `every part of a diagnostic is fit to be shown, whatever it is made of`() {
        let location = Diagnostic.Location(path: Self.hostile, line: 1, column: 1, sourceLine: Self.hostile, caret: 3)
        let diagnostic = Diagnostic(
            code: .syntax, message: Self.hostile, hint: Self.hostile, location: location,
            related: [.init(message: Self.hostile, location: location)])
        let text = diagnostic.rendered(color: false)
        #expect(text.split(separator: "\n").count == 7)
        #expect(!text.split(separator: "\n").contains { $0.hasPrefix("::") })
        let unsafe: Set<Unicode.GeneralCategory> = [
            .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned,
        ]
        #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || !unsafe.contains($0.properties.generalCategory) })
    }

    @Test(arguments: [
        "via: %", "instances: %", "suspend: %", "kernelVersion: %", "region: %", "rollout: %", "%: 1", "projectID: %",
        "credentials: %", "labels: { %: % }",
    ])
    func `no value reaches the terminal raw, in the hint neither`(line: String) {
        let value = #""\e]0;pwned\a\e[2J\n::error::injected\u202E\u2028""#
        let result = ManifestLoader.load([file(fleet(spec: line.replacing("%", with: value)))])
        #expect(!result.diagnostics.isEmpty)
        for diagnostic in result.diagnostics {
            let text = diagnostic.rendered(color: false)
            #expect(!text.contains("\u{1B}") && !text.contains("\u{202E}") && !text.contains("\u{2028}"))
            #expect(!text.split(separator: "\n").contains { $0.hasPrefix("::error") })
            for part in [diagnostic.message, diagnostic.hint ?? ""] {
                #expect(!part.contains("\n") && !part.contains("\u{1B}"), "\(part)")
            }
        }
    }
}
