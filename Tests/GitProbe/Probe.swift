import GitSource

/// Reads repositories for the tests as the program's own child does.
@main enum Probe {
    static func main() { if CommandLine.arguments.dropFirst().first == GitChild.marker { GitChild.serve() } }
}
