import TestSupport
import Testing
import Text

@Suite struct UnifiedDiffTests {
    /// A text in which `old` becomes `new` in the given lines, and the diff.
    private func diff(_ text: String, _ old: String, _ new: String, path: String = "a.yaml") -> (
        diff: String, after: String
    ) {
        let bytes = Array(text.utf8)
        var replacements: [UnifiedDiff.Replacement] = []
        var index = 0
        while index + old.utf8.count <= bytes.count {
            if bytes[index...].starts(with: old.utf8) {
                replacements.append(.init(range: index..<index + old.utf8.count, bytes: Array(new.utf8)))
                index += old.utf8.count
            } else {
                index += 1
            }
        }
        let after = UnifiedDiff.applying(replacements, to: bytes)
        return (UnifiedDiff.render(path, bytes, replacements), String(decoding: after, as: UTF8.self))
    }

    @Test func changesAreShownWithThreeLinesAroundThem() {
        let text = (1...20).map { $0 == 9 ? "version X" : "line \($0)" }.joined(separator: "\n") + "\n"
        #expect(
            diff(text, "X", "Y").diff == """
                --- a/a.yaml
                +++ b/a.yaml
                @@ -6,7 +6,7 @@
                 line 6
                 line 7
                 line 8
                -version X
                +version Y
                 line 10
                 line 11
                 line 12

                """)
        #expect(diff(text, "Q", "Y").diff == "")
    }

    @Test(arguments: [
        "X", "X\n", "a\nX", "X\nb\n", "X\nX\nX\n", "X X\r\nb\r\nX\r\n",
        "1\n2\n3\n4\nX\n6\n7\n8\n9\n10\n11\nX\n13\n14\n15\n16\n17\nX",
        "数X据\n🚀X", "\u{FEFF}X\n1\n2\n3\n4\n5\n6\n7\n8\nX\n\n\n", "a\rX\rb",
    ]) func gitAppliesADiffToTheByte(_ text: String) throws {
        for path in ["a.yaml", "fleets/b c.yaml", "数据/\"q\\.yaml"] {
            let (diff, after) = diff(text, "X", "longer", path: path)
            let repository = try TemporaryRepository()
            try repository.write(path, text)
            try repository.commit("before")
            _ = try repository.output(of: ["apply", "--whitespace=nowarn", "-"], input: diff)
            try repository.git("add", "--all")
            #expect(try repository.output(of: ["show", ":\(path)"]) == Array(after.utf8))
        }
    }
}
