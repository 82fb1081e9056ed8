internal import ArgumentParser

@main
struct Root: ParsableCommand {
    func run() {}
}
