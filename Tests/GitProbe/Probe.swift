import GitSource

/// Reads repositories for the tests: as the program's own child does, or as the program with a child of its own.
@main enum Probe {
    static func main() {
        let arguments = CommandLine.arguments.dropFirst()
        switch (arguments.first, arguments.count) {
        case (GitChild.marker, _): GitChild.serve()
        case ("read", 3): Reading.print(arguments[2], ref: arguments[3])
        default: print("usage: GitProbe read REPOSITORY REF")
        }
    }
}
