import TestSupport
import Testing

/// The optimiser of Swift 6.3 loses words of a value of three words or more that stands in a tuple before an element which
/// is awaited, where a `do` block in a task of a group makes the tuple: instance ids came back with other bytes in them, in
/// release builds alone. So what is awaited gets a name before a tuple is made of it.
@Suite struct AwaitedTupleTests {
    private static func hasAwaitedTuple(_ code: some StringProtocol) -> Bool {
        let pattern = /(return|[{=]|\bin)\s*\([^(){};]*,\s*(\.\w+\()?(try )?await\b/
        return String(code).firstMatch(of: pattern) != nil
    }

    @Test(arguments: [
        "return (id, .success(try await offer(for: id)))", "group.addTask { (index, await body(item)) }",
        "let both = (id, try await page)", "{ id in (id, await page(id)) }",
        "return (\n    listed,\n    try await other\n)",
    ])
    func aTupleAroundAnAwaitIsFound(code: String) { #expect(Self.hasAwaitedTuple(code)) }

    @Test(arguments: [
        "let (a, b) = try await both()", ".answered(request, await submit(request))", "return (id, .success(offer))",
        "return try await read(id, at: now)",
    ])
    func otherCodeIsNot(code: String) { #expect(!Self.hasAwaitedTuple(code)) }

    @Test func noTupleIsMadeAroundAnAwait() throws {
        let files = try sourceFiles()
        #expect(files.count > 100)
        for (name, text) in files { #expect(!Self.hasAwaitedTuple(text), "\(name)") }
    }
}
