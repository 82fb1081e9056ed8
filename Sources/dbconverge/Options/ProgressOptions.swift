import ArgumentParser

/// What a run tells while it runs, and in the end where there is nothing to tell.
struct ProgressOptions: ParsableArguments {
    @Flag(help: "Tell on stderr what happens as it happens, also where no terminal reads it.")
    var progress = Environment.flag("progress")

    @Flag(
        name: .shortAndLong,
        help: """
            Say nothing where every fleet is in sync and nothing was done, so that cron sends no mail. Warnings, errors \
            and fleets that are not in sync are told as always.
            """)
    var quiet = Environment.flag("quiet")

    mutating func validate() throws {
        guard progress, quiet else { return }
        // A flag wins over the variable of the other.
        switch (Environment.isGiven("progress", in: Arguments.given), Self.isQuietGiven) {
        case (true, false): quiet = false
        case (false, true): progress = false
        default: throw ValidationError("--progress and --quiet are opposites; give one of them")
        }
    }

    /// Whether the flag is given, and not the variable alone.
    static var isQuietGiven: Bool {
        Environment.isGiven("quiet", in: Arguments.given) || Arguments.given.prefix { $0 != "--" }.contains("-q")
    }
}
