/// How long something took, for people: `4 s`, `12 min`, `3 h 5 min`.
public enum DurationText {
    /// Of seconds, rounded; what is negative counts as none.
    public static func of(_ seconds: Double) -> String {
        let whole = Int(max(0, seconds).rounded())
        if whole < 120 { return "\(whole) s" }
        if whole < 7200 { return "\(whole / 60) min" }
        return "\(whole / 3600) h \(whole % 3600 / 60) min"
    }
}
