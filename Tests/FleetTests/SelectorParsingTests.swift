import Fleet
import Testing

@Suite struct SelectorParsingTests {
    @Test(
        arguments: [
            ("env=prod", [.init(key: "env", .in(["prod"]))]),
            ("env==prod", [.init(key: "env", .in(["prod"]))]),
            ("env!=prod", [.init(key: "env", .notIn(["prod"]))]),
            ("env=", [.init(key: "env", .in([""]))]),
            (" env = prod , owner", [.init(key: "env", .in(["prod"])), .init(key: "owner", .exists)]),
            ("!legacy", [.init(key: "legacy", .doesNotExist)]),
            (
                "tier in (a, b),zone notin (c)",
                [.init(key: "tier", .in(["a", "b"])), .init(key: "zone", .notIn(["c"]))]
            ),
            ("团队=数据库", [.init(key: "团队", .in(["数据库"]))]),
        ] as [(String, [Selector.Requirement])])
    func aSelectorIsReadAsKubectlWritesIt(_ text: String, _ requirements: [Selector.Requirement]) throws {
        #expect(try Selector(parsing: text).requirements == requirements)
    }

    @Test(arguments: [
        "", ",", "a,", "=x", "!", "a b", "a in b", "a in (b", "a within (b)", "in (b)", "a=b=c", "a=(b)", "a=b c",
        "!=x",
    ]) func anythingElseIsRefusedWithAReason(_ text: String) {
        #expect { _ = try Selector(parsing: text) } throws: { error in
            let words = "\(error)"
            return words.contains("is none of key=value") || words == "a requirement is empty"
        }
    }
}
