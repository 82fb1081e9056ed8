import Client
import GitSource
import Text

extension CommandHints {
    /// The commands with the options of the command that prints them, from flags and variables alike: an answer may be
    /// read where the variables are not set.
    init(_ source: SourceOptions, _ cloud: CloudOptions, _ state: StateOptions) {
        self.init(source: source.arguments, cloud: cloud.arguments, state: state.arguments)
    }
}

extension SourceOptions {
    /// The options that lead to the same manifests, but for the choice of fleets.
    var arguments: [String] {
        option("--repo", repo.map(GitReader.withoutPassword)) + option("--ref", ref == "HEAD" ? nil : ref)
            + paths.flatMap { option("--path", $0) } + trust.arguments
    }
}

extension TrustOptions {
    /// The options that ask for the same signatures.
    var arguments: [String] {
        option("--verify-commit", verifyCommit?.rawValue) + option("--allowed-signers", allowedSigners)
            + option("--revoked-signers", revokedSigners) + option("--keyring", keyring)
    }
}

extension CloudOptions {
    /// The options that lead to the same cloud.
    var arguments: [String] {
        option("--endpoint", endpoint) + option("--iam-endpoint", iamEndpoint)
            + option("--credentials", credentials?.source.description) + option("--ca-file", caFile)
            + (insecureHttp ? ["--insecure-http"] : [])
    }
}

extension StateOptions {
    /// The option that leads to the same journal.
    var arguments: [String] { option("--state", state) }
}

/// As one word where the value could be taken for an option.
private func option(_ name: String, _ value: String?) -> [String] {
    guard let value else { return [] }
    return value.hasPrefix("-") ? ["\(name)=\(value)"] : [name, value]
}
