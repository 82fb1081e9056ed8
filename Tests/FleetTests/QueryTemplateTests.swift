import Fleet
import Testing

@Suite struct QueryTemplateTests {
    static func subject(_ names: [String?], labels: [String: String] = [:]) throws -> CheckSubject {
        CheckSubject(
            fleet: "orders", wave: "canary",
            instances: try names.enumerated().map { index, name in
                CheckSubject.Instance(
                    id: try #require(InstanceID("0123456789abcdef0123456789abcde\(index)in07")), name: name,
                    labels: labels, current: "2.0.75.260400", declared: KernelVersion(2, 0, 75, 260400))
            })
    }

    private static func query(_ template: String, _ names: String?..., labels: [String: String] = [:]) throws -> String
    {
        try QueryTemplate(parsing: template).query(about: subject(names, labels: labels)).get()
    }

    @Test func `placeholders become alternatives of a regular expression`() throws {
        #expect(try Self.query(#"up{i=~"{{names}}"} == 1"#, "a", "b-c") == #"up{i=~"a|b-c"} == 1"#)
        #expect(try Self.query(#"up{i=~"{{ ids }}"}"#, "a") == #"up{i=~"0123456789abcdef0123456789abcde0in07"}"#)
        #expect(try Self.query(#"up{v=~'{{version}}'}"#, "a", "b") == #"up{v=~'2\\.0\\.75\\.260400'}"#)
        #expect(try Self.query(#"up{t=~"x{{labels.tier}}y"}"#, "a", labels: ["tier": "gold"]) == #"up{t=~"xgoldy"}"#)
        #expect(try Self.query(#"up{i=~"{{names}}"}"#, nil) == #"up{i=~"0123456789abcdef0123456789abcde0in07"}"#)
    }

    @Test func `a comment is not looked into`() throws {
        let template = "up{i=~\"{{names}}\"} # it's {{what}}\n> 0"
        #expect(try Self.query(template, "a") == "up{i=~\"a\"} # it's {{what}}\n> 0")
    }

    @Test(arguments: [
        (#"up{i=~"{{names}}"}"#, "a.b", #"up{i=~"a\\.b"}"#),
        ("up{i=~`{{names}}`}", "a.b", #"up{i=~`a\.b`}"#),
        (#"up{i=~"{{names}}"}"#, #"x"} or vector(0) #"#, #"up{i=~"x\\x{22}\\} or vector\\(0\\) #"}"#),
        (#"up{i=~'{{names}}'}"#, "it's", #"up{i=~'it\\x{27}s'}"#),
        ("up{i=~`{{names}}`}", "a`b", #"up{i=~`a\x{60}b`}"#),
        (#"up{i=~"{{names}}"}"#, #"a\"#, #"up{i=~"a\\\\"}"#),
        ("up{i=~`{{names}}`}", #"a\"#, #"up{i=~`a\\`}"#),
        (#"up{i=~"{{names}}"}"#, "a\nb|.*", #"up{i=~"a\\x{a}b\\|\\.\\*"}"#),
    ])
    func `no value can be more than itself`(_ template: String, _ name: String, _ expected: String) throws {
        #expect(try Self.query(template, name) == expected)
    }

    @Test(arguments: [
        ("up{{names}}", "does not stand in a string"), (#"up{i=~"{{nmes}}"}"#, "stands for nothing"),
        (#"up{i=~"{{names"}"#, "is never closed"), (#"up{i=~"a}"#, "is never closed"),
        (#"up{i=~"{{labels.}}"}"#, "stands for nothing"),
        (#"up{i=~"a\"{{names}}"} {{ids}}"#, "does not stand in a string"),
    ])
    func `what is no template is refused with the reason`(_ text: String, _ reason: String) {
        #expect {
            _ = try QueryTemplate(parsing: text)
        } throws: {
            ($0 as? QueryTemplate.Failure)?.message.contains(reason) == true
        }
    }

    @Test func `a query without values, or a far too long one, is none`() throws {
        let template = try QueryTemplate(parsing: #"up{t=~"{{labels.tier}}"}"#)
        #expect(throws: QueryTemplate.Failure.self) { try template.query(about: Self.subject(["a"])).get() }
        let long = try QueryTemplate(parsing: #"up{i=~"{{names}}"}"#)
        let name = String(repeating: ".", count: 700_000)
        #expect(throws: QueryTemplate.Failure.self) { try long.query(about: Self.subject([name])).get() }
    }

    @Test(arguments: [
        ("< 0.5", 0.4, 0.5), ("<=0.5", 0.5, 0.6), ("> 1e3", 1001, 1000), (">= 2", 2, 1.9), ("== 0", 0, 1),
        ("!= 0", 1, 0), ("< -1", -2, -1),
    ])
    func `an expectation compares`(_ text: String, _ good: Double, _ bad: Double) throws {
        let expectation = try #require(Expectation(parsing: text))
        #expect(expectation.isSatisfied(by: good) && !expectation.isSatisfied(by: bad))
        #expect(Expectation(parsing: expectation.description) == expectation)
    }

    @Test(arguments: ["", "0.5", "< ", "< nan", "< inf", "< 1e999", "< 0x10", "= 1", "< 1 2", "<> 1"])
    func `what is no comparison with a number is none`(_ text: String) { #expect(Expectation(parsing: text) == nil) }
}
