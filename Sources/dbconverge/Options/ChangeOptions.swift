import ArgumentParser

/// How much one run may change.
struct ChangeOptions: ParsableArguments {
    @Option(help: "Let one run request up to N instances of each wave, in place of the rollout's maxChanges.")
    var allowChanges: Int?

    mutating func validate() throws {
        allowChanges = allowChanges ?? Environment.optional("allow-changes")
        if let allowChanges, allowChanges < 1 {
            throw ValidationError("--allow-changes must be 1 or more; 'suspend: true' is what stops a rollout")
        }
    }
}
