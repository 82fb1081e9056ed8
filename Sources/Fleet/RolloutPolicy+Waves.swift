extension RolloutPolicy {
    /// The index of the wave that takes an instance: the first whose selector matches; nil where none does.
    public func waveIndex(of instance: DesiredInstance) -> Int? {
        waves.firstIndex { $0.selector?.matches(instance.labels) ?? true }
    }
}
