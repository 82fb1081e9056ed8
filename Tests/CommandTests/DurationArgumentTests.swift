import ArgumentParser
import Testing

@testable import dbconverge

@Suite struct DurationArgumentTests {
    @Test(arguments: [
        ("500ms", Duration.milliseconds(500)), ("90s", .seconds(90)), ("15m", .seconds(900)), ("24h", .seconds(86400)),
        ("2d", .seconds(172_800)), ("0s", .zero), ("1h30m", .seconds(5400)),
    ])
    func durations(_ row: (String, Duration)) {
        #expect(DurationArgument(argument: row.0)?.duration == row.1)
    }

    @Test(arguments: ["", "90", "s", "1.5h", "-1s", "90 s", "30m1h", "99999999999s", "٣s"])
    func noDurations(_ text: String) {
        #expect(DurationArgument(argument: text) == nil)
        #expect(DurationArgument.explanation(of: text)?.contains("90s, 15m, 1h30m or 2d") == true)
        // The parser itself tells that a value is missing.
        guard !text.isEmpty else { return }
        let error = #expect(throws: (any Error).self) { try RunOptions.parse(["--timeout=\(text)"]) }
        let message = error.map { RunOptions.message(for: $0) } ?? ""
        #expect(message.contains("--timeout") && message.contains("90s, 15m, 1h30m or 2d"), "\(message)")
    }
}
