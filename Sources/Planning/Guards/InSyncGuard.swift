internal import Fleet

extension Guard {
    /// Current equals declared: nothing to do, whatever else is true.
    static let inSync = Guard("in sync") { subject, _ in
        subject.observed?.current == subject.desired.version ? Action.none : nil
    }
}
