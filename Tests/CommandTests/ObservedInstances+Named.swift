import Fleet

extension ObservedInstances {
    /// Healthy instances of which only the names matter.
    init(named names: [InstanceID: String]) {
        self.init(
            names.map { ObservedInstance(id: $0, name: $1, status: "normal", kernelVersion: "2.0.72.260100") })
    }
}
