/// Where credentials are taken from, as `--credentials` names it: `environment`, `metadata` or `profile:NAME`.
public enum CredentialsSource: Hashable, Sendable, CustomStringConvertible {
    /// The environment's variables (`API.md` §4).
    case environment
    /// The metadata service of the ECS instance that this runs on (`API.md` §4, Temporary credentials).
    case metadata
    /// A section of the credentials file.
    case profile(String)

    /// Reads `environment`, `metadata` or `profile:NAME`; everything else throws with these choices.
    public init(parsing text: String) throws(CredentialsError) {
        let name = text.hasPrefix("profile:") ? String(text.dropFirst("profile:".count)) : nil
        switch text {
        case "environment": self = .environment
        case "metadata": self = .metadata
        default:
            guard let name, !name.isEmpty else {
                throw CredentialsError(
                    "'\(Excerpt.of(text, limit: 60, hiding: .none))' is no source of credentials: write environment, "
                        + "metadata or profile:NAME, where NAME is a section of the credentials file")
            }
            self = .profile(name)
        }
    }

    /// The source as it is written.
    public var description: String {
        switch self {
        case .environment: "environment"
        case .metadata: "metadata"
        case .profile(let name): "profile:\(name)"
        }
    }
}
