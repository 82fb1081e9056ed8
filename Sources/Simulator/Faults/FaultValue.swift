import CloudModel
import Fleet

/// A fault's value as it was written, and what can be read from it; what can't be is a ``FaultError``.
struct FaultValue: Sendable {
    let name: String
    let text: String

    /// A share of some calls: `5%`, `5%@acts`.
    func rule() throws(FaultError) -> (share: Double, calls: FaultCalls) {
        let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        let share = try share(parts.first ?? "")
        guard parts.count > 1 else { return (share, .cloud) }
        guard let calls = FaultCalls(parts[1]) else {
            throw wrong("after the @ goes one of reads, acts, access, all, or a call's name such as list or upgrade")
        }
        return (share, calls)
    }

    /// `5%` or `0.05`.
    func share() throws(FaultError) -> Double { try share(Substring(text)) }

    private func share(_ text: Substring) throws(FaultError) -> Double {
        let percent = text.hasSuffix("%")
        guard let number = Double(percent ? text.dropLast() : text), number >= 0, number <= (percent ? 100 : 1) else {
            throw wrong("give a share such as 5% or 0.05")
        }
        return percent ? number / 100 : number
    }

    /// `500ms`, `2s`, `5m`, `24h`; with a minus sign where it may be negative.
    func duration(signed: Bool = false) throws(FaultError) -> Duration {
        let negative = signed && text.hasPrefix("-")
        guard let duration = Self.duration(negative ? text.dropFirst() : Substring(text)) else {
            throw wrong("give a time such as 500ms, 2s, 5m or 24h")
        }
        return negative ? .zero - duration : duration
    }

    /// `100/1s`.
    func rate() throws(FaultError) -> SimulatedRateLimit {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let count = Int(parts[0]), count > 0, let window = Self.duration(parts[1]),
            window > .zero
        else { throw wrong("give a number of calls and a time, such as 100/1s or 200/5m") }
        return SimulatedRateLimit(calls: count, window: window)
    }

    /// One of some words.
    func word(of words: [String]) throws(FaultError) -> String {
        guard words.contains(text) else { throw wrong("give one of \(words.joined(separator: ", "))") }
        return text
    }

    /// `yes` or `no`.
    func yes() throws(FaultError) -> Bool { try word(of: ["yes", "no"]) == "yes" }

    /// `2.0.81.261000/50` or `2.0.81.261000/30s`.
    func offerMove() throws(FaultError) -> OfferMove {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let version = KernelVersion(String(parts[0])) else {
            throw wrong("give a version and when, such as 2.0.81.261000/50 (upgrade requests) or 2.0.81.261000/30s")
        }
        if let count = Int(parts[1]), count >= 0 { return OfferMove(version: version, after: .requests(count)) }
        if let time = Self.duration(parts[1]) { return OfferMove(version: version, after: .time(time)) }
        throw wrong("after the / goes a number of upgrade requests such as 50, or a time such as 30s")
    }

    private func wrong(_ what: String) -> FaultError {
        FaultError(description: "the fault \(name) can't have the value '\(text)': \(what)")
    }

    private static func duration(_ text: Substring) -> Duration? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let number = Int64(digits), number <= 1_000_000_000 else { return nil }
        switch text.dropFirst(digits.count) {
        case "ms": return .milliseconds(number)
        case "s": return .seconds(number)
        case "m": return .seconds(number * 60)
        case "h": return .seconds(number * 3600)
        default: return nil
        }
    }
}
