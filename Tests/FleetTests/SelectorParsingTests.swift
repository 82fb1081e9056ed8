import Fleet
import Testing

@Suite struct SelectorParsingTests {
    @Test(
        arguments: [
            ("env=prod", [.init(key: "env", .in(["prod"]))]),
            ("env==prod", [.init(key: "env", .in(["prod"]))]),
            ("env!=prod", [.init(key: "env", .notIn(["prod"]))]),
            ("env=", [.init(key: "env", .in([""]))]),
            ("env=,owner", [.init(key: "env", .in([""])), .init(key: "owner", .exists)]),
            (" env = prod , owner", [.init(key: "env", .in(["prod"])), .init(key: "owner", .exists)]),
            ("!legacy", [.init(key: "legacy", .doesNotExist)]), ("! legacy", [.init(key: "legacy", .doesNotExist)]),
            (
                "tier in (a, b),zone notin (c)",
                [.init(key: "tier", .in(["a", "b"])), .init(key: "zone", .notIn(["c"]))]
            ),
            ("tier in(a,)", [.init(key: "tier", .in(["a", ""]))]), ("in in (in)", [.init(key: "in", .in(["in"]))]),
            ("example.org/team=a_b.c-d", [.init(key: "example.org/team", .in(["a_b.c-d"]))]),
            ("团队=数据库", [.init(key: "团队", .in(["数据库"]))]),
        ] as [(String, [Selector.Requirement])])
    func aSelectorIsReadAsKubectlWritesIt(_ text: String, _ requirements: [Selector.Requirement]) throws {
        #expect(try Selector(parsing: text).requirements == requirements)
    }

    @Test(arguments: [
        ("", "a label's key is missing at character 1"), (",", "a label's key is missing at character 1"),
        ("a,", "a label's key is missing at character 3"), ("a,,b", "a label's key is missing at character 3"),
        ("=x", "a label's key is missing at character 1"), ("!", "a label's key is missing at character 2"),
        ("!=x", "a label's key is missing at character 2"), ("a b", "`b` is neither `in` nor `notin` at character 3"),
        ("a in b", "`(` is missing behind `in` at character 6"), ("a in (b", "`)` is missing at character 8"),
        ("a notin", "`(` is missing behind `notin` at character 8"),
        ("a within (b)", "`within` is neither `in` nor `notin` at character 3"),
        ("in (b)", "`(` stands where a comma or the end is expected at character 4"),
        ("a=b=c", "`=` stands where a comma or the end is expected at character 4"),
        ("a=(b)", "`(` stands where a comma or the end is expected at character 3"),
        ("a=b c", "`c` stands where a comma or the end is expected at character 5"),
        ("a!b", "`=` is missing behind `!` at character 3"),
        ("a>1", "`>` stands where a comma or the end is expected at character 2"),
        ("env=prod,团队 in (a b)", "`)` is missing at character 19"),
    ]) func anythingElseIsRefusedWithTheReasonAndThePosition(_ text: String, _ words: String) {
        let error = #expect(throws: Selector.SpellingError.self) { _ = try Selector(parsing: text) }
        #expect(error?.description == words)
    }

    @Test func thereAreAtMostAHundredRequirements() throws {
        let many = Array(repeating: "a", count: 100).joined(separator: ",")
        #expect(try Selector(parsing: many).requirements.count == 100)
        #expect(throws: Selector.SpellingError.self) { _ = try Selector(parsing: many + ",a") }
    }
}
