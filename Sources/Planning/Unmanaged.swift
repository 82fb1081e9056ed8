public import Fleet

extension UnmanagedInstance {
    /// The instances of a location that no fleet at all declares, by id.
    public static func find(
        in observation: Observation, declared: Set<InstanceID>, region: String, project: ProjectID
    ) -> [UnmanagedInstance] {
        observation.instances.values.filter { !declared.contains($0.id) }
            .sorted { $0.id < $1.id }
            .map { UnmanagedInstance(region: region, project: project, $0) }
    }
}
