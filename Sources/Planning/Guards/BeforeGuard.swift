internal import Fleet

extension Guard {
    /// Nothing of a wave is requested in a run before the checks `before` the wave have passed in it. It stands behind
    /// the rules that may stop an instance for other reasons, so that no check is evaluated in vain.
    static let before = Guard("before", liftedBy: .time) { subject, _ in
        subject.waveIndex.flatMap { subject.waves.before[$0] }
    }
}
