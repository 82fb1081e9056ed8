internal import Fleet

extension Guard {
    /// Nothing is upgraded to a version before the fleets that go first declare it or a later one, run what they declare,
    /// are at rest, and have soaked. One that was not or could not be read lets nothing pass.
    static let upstream = Guard("upstream", liftedBy: .turn) { subject, _ in
        subject.waves.upstreams.action(for: subject.desired.version)
    }
}
