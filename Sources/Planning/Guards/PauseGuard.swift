internal import Fleet

extension Guard {
    /// Nothing of a paused fleet is requested. What is in flight stands before this rule and is watched to its end.
    static let paused = Guard("paused", liftedBy: .turn) { _, situation in
        guard let pause = situation.pause else { return nil }
        let reason = Reason(.paused, pause.sentence, until: pause.until)
        return pause.until == nil ? .hold(reason) : .wait(reason)
    }
}
