import ArgumentParser

/// Whether a command is about the files on disk instead of a commit.
struct WorkTreeOptions: ParsableArguments {
    @Flag(help: "Read the files on disk in the work tree, committed or not, but for those that git ignores.")
    var workingTree = Environment.flag("working-tree")

    /// Throws where another option names a commit, which would then not be read.
    func check(_ source: SourceOptions) throws {
        guard workingTree, source.ref != "HEAD" else { return }
        throw ValidationError(
            "--working-tree reads what is on disk, and --ref (or DBCONVERGE_REF) names a commit: give one of them")
    }
}
