import ArgumentParser

/// With what the manifests are compared.
struct BaseOptions: ParsableArguments {
    @Option(
        name: .customLong("base"),
        help: """
            Show first what the manifests change for the fleets since they left this branch, tag or commit, such as \
            main: the view of a pull request.
            """)
    var ref: String?

    mutating func validate() throws {
        ref = ref ?? Environment.optional("base")
        if ref?.isEmpty == true { throw ValidationError("--base is empty; leave it out to compare with nothing") }
    }
}
