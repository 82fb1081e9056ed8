import CloudModel
import FoundationEssentials

/// Decides what befalls each call, from a seed.
///
/// A call's fate depends on the seed, on what it asks for and on how often that was asked for before, but not on how
/// the calls of several connections are mixed: so a run that asks the same things is treated the same.
struct FaultPlan: Sendable {
    let faults: Faults
    let seed: UInt64
    /// When they were set, by the caller's clock.
    let since: Date
    private var asked: [UInt64: UInt64] = [:]
    private var limiter: RateLimiter?

    init(_ faults: Faults, seed: UInt64, since: Date) {
        (self.faults, self.seed, self.since) = (faults, seed, since)
        limiter = faults.rateLimit.map { RateLimiter($0, sliding: faults.slidingWindow) }
    }

    /// Whether they have begun and not ended.
    func isActive(at now: Date) -> Bool {
        let passed = now.timeIntervalSince(since)
        return passed >= (faults.from?.inSeconds ?? 0) && passed < (faults.until?.inSeconds ?? .infinity)
    }

    /// What befalls a call, and a number for what is random about it; nil: nothing does.
    ///
    /// - Parameter subject: What it asks for: the path, and what tells pages apart.
    mutating func fate(of call: CloudCall, subject: String, at now: Date) -> Fate? {
        guard isActive(at: now), !faults.rules.isEmpty else { return nil }
        let key = SeededGenerator.hash("\(call.rawValue) \(subject)")
        let count = asked[key, default: 0]
        asked[key] = count + 1
        var random = SeededGenerator(seed: seed ^ key &+ count &* 0xD6E8_FEB8_6659_FD93)
        var drawn = Double.random(in: 0..<1, using: &random)
        for rule in faults.rules where rule.calls.contains(call) {
            if drawn < rule.share { return Fate(fault: rule.fault, number: random.next()) }
            drawn -= rule.share
        }
        return nil
    }

    /// When there is room again; nil: the throttle lets the call in. IAM and the metadata service are not throttled.
    mutating func throttle(_ call: CloudCall, at now: Date) -> Date? {
        isActive(at: now) && !call.isAccess ? limiter?.admit(at: now) : nil
    }

    /// The gateway's refusal (`API.md` §3, throttled), which tells its limit where there is one.
    var throttled: SimulatedError {
        SimulatedError(
            status: 429, code: "APIGW.0308",
            message: "The throttling threshold has been reached: policy user over ratelimit"
                + (faults.rateLimit.map { ",\($0.words)" } ?? ""))
    }

    /// What befalls a call.
    struct Fate: Hashable, Sendable {
        let fault: TransportFault
        /// Where an answer is cut, which flavour of wrong it is.
        let number: UInt64
    }
}
