import ArgumentParser
import Foundation
import Testing

@testable import dbconverge

/// `-o FORMAT` and `-o FORMAT=FILE`.
@Suite struct OutputTargetTests {
    @Test func severalOutputsAreParsed() throws {
        let plan = try #require(
            try Root.parseAsRoot(["plan", "-o", "json=a.json", "-o", "text", "--output=markdown=b=c.md"])
                as? PlanCommand)
        #expect(
            plan.output.targets == [
                OutputTarget(.json, file: "a.json"), OutputTarget(.text), OutputTarget(.markdown, file: "b=c.md"),
            ])
        #expect(plan.output.format == .text)
    }

    @Test func withoutAnyItIsText() throws {
        let plan = try #require(try Root.parseAsRoot(["plan"]) as? PlanCommand)
        #expect(plan.output.targets == [OutputTarget(.text)])
    }

    @Test(arguments: [
        (["-o", "json", "-o", "text"], "json and text cannot both go to stdout"),
        (["-o", "json=a", "-o", "text=a"], "two outputs go to the file 'a'"),
        (["-o", "json="], "names no file"), (["-o", "yaml"], "yaml"), (["-o", "JSON"], "JSON"),
    ])
    func whatCannotBeIsAUsageError(arguments: [String], words: String) {
        let error = #expect(throws: (any Error).self) { try Root.parseAsRoot(["plan"] + arguments) }
        #expect(error.map { Root.fullMessage(for: $0).contains(words) } == true)
        #expect(error.map { Root.exitCode(for: $0) } == .validationFailure)
    }

    @Test func aFormatThatACommandDoesNotHaveIsRefusedBeforeItRuns() throws {
        let history = try #require(try Root.parseAsRoot(["history", "-o", "html"]) as? HistoryCommand)
        #expect(throws: ValidationError.self) { try history.output.check(HistoryCommand.formats, of: "history") }
        try PlanCommand.parse(["-o", "html"]).output.check(PlanCommand.formats, of: "plan")
    }

    @Test func aFileIsWrittenAsAWholeAndKeepsItsMode() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "output-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (file, link) = (folder.appending(path: "a.txt").path, folder.appending(path: "link").path)
        try OutputFile.check(file)
        try OutputFile.write("one", to: file)
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: file)
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: file)
        try OutputFile.check(link)
        try OutputFile.write("two", to: link)
        #expect(try String(contentsOfFile: file, encoding: .utf8) == "two\n")
        #expect(try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int == 0o640)
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == file)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 2)
    }

    @Test func whereAFileCannotBeWrittenIsFoundBeforeTheRun() {
        let folder = FileManager.default.temporaryDirectory.path
        #expect(throws: Failure.self) { try OutputFile.check(folder) }
        #expect(throws: Failure.self) { try OutputFile.check("\(folder)/no-such-folder/a") }
        #expect(throws: Failure.self) { try OutputFile.check("/dev/null/a") }
    }
}
