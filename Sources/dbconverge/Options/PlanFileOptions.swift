import ArgumentParser

/// Where a plan is saved, to be applied later.
struct PlanFileOptions: ParsableArguments {
    @Option(help: "Save the plan in this file besides, for the command `apply`. It can be read by its owner only.")
    var out: String?

    mutating func validate() throws {
        out = out ?? Environment.optional("out")
        if out?.isEmpty == true { throw ValidationError("--out is empty; leave it out to save no plan") }
    }

    /// Throws where what would be saved could never be applied: the plan of another time, or of files that are in no
    /// commit.
    func check(isSupposed: Bool, isOnDisk: Bool) throws {
        guard out != nil, isSupposed || isOnDisk else { return }
        throw ValidationError(
            isSupposed
                ? "--out saves what may be applied now; a plan with --at is about another time"
                : "--out saves what may be applied; what is in the work tree alone never is: commit it first")
    }

    /// Throws where the file cannot be written, or is one of the answer's.
    func check(_ output: OutputOptions) throws {
        guard let out else { return }
        if output.targets.contains(where: { $0.file == out }) {
            throw ValidationError("the plan and an output both go to the file '\(out)'")
        }
        try OutputFile.check(out)
    }
}

/// The settings that a saved plan has of its own. They may be given when it is applied, as a check.
struct PlannedSettings: ParsableArguments {
    @Option(help: "Must be that of the plan, where it is given.")
    var pollInterval: DurationArgument?

    @Option(help: "Must be that of the plan, where it is given.")
    var settleTime: DurationArgument?

    @Option(help: "Must be that of the plan, where it is given.")
    var allowChanges: Int?

    mutating func validate() throws {
        pollInterval = pollInterval ?? Environment.optional("poll-interval")
        settleTime = settleTime ?? Environment.optional("settle-time")
        allowChanges = allowChanges ?? Environment.optional("allow-changes")
    }
}
