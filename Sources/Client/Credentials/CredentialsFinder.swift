internal import Text

/// Finds the credentials for a location, in this order: the source that was asked for, the profile that the manifest
/// names, the environment, the source that the user's configuration names, the profile `[basic]`.
///
/// The metadata service is never tried unasked: elsewhere than on an ECS instance its link-local address answers
/// nothing, or a stranger answers there.
public struct CredentialsFinder: Sendable {
    /// The vendor's own default profile.
    public static let standardProfile = "basic"

    private let environment: [String: String]
    private let asked: CredentialsSource?
    private let configured: CredentialsSource?

    /// A finder.
    ///
    /// - Parameters:
    ///   - environment: the process's variables.
    ///   - asked: what `--credentials` says; it goes before everything else.
    ///   - configured: what the user's configuration file says.
    public init(
        environment: [String: String], asked: CredentialsSource? = nil, configured: CredentialsSource? = nil
    ) {
        (self.environment, self.asked, self.configured) = (environment, asked, configured)
    }

    /// The source that a location's credentials come from; nil: whichever has some. Locations of the same source share
    /// their credentials.
    public func source(forProfile profile: String?) -> CredentialsSource? {
        asked ?? profile.map(CredentialsSource.profile)
    }

    /// The credentials of a source, or whichever there are. Throws where there are none, or none that are whole.
    public func find(_ source: CredentialsSource?) throws(CredentialsError) -> FoundCredentials {
        if let source { return try credentials(from: source) }
        if let found = try Credentials.fromEnvironment(environment) { return found }
        if let configured { return try credentials(from: configured) }
        guard let file, let read = try profiles(file), read.profiles.profile(Self.standardProfile) != nil else {
            throw CredentialsError(
                "no credentials: \(Credentials.environmentAdvice); or write ak and sk into the section "
                    + "[\(Self.standardProfile)] of \(file?.name ?? "~/.huaweicloud/credentials"); "
                    + "or choose others with --credentials")
        }
        return try credentials(Self.standardProfile, read)
    }

    private func credentials(from source: CredentialsSource) throws(CredentialsError) -> FoundCredentials {
        switch source {
        case .metadata:
            return FoundCredentials(.metadata, origin: "the metadata service of this ECS instance")
        case .environment:
            guard let found = try Credentials.fromEnvironment(environment) else {
                throw CredentialsError("no credentials in the environment: \(Credentials.environmentAdvice)")
            }
            return found
        case .profile(let name):
            guard let file else {
                throw CredentialsError(
                    "there is no file to look for the profile '\(name)' in: HOME is not set; "
                        + "set it, or HUAWEICLOUD_SDK_CREDENTIALS_FILE, or let systemd load one: LoadCredential=\(Self.credential):FILE"
                )
            }
            guard let read = try profiles(file) else {
                throw CredentialsError(
                    "there is no \(file.name), in which the profile '\(Excerpt.of(name, limit: 60, hiding: .none))' "
                        + "should stand; make it, or name another with HUAWEICLOUD_SDK_CREDENTIALS_FILE")
            }
            return try credentials(name, read)
        }
    }

    private typealias Profiles = (profiles: ProfileFile, warnings: [String])

    private func credentials(_ name: String, _ read: Profiles) throws(CredentialsError) -> FoundCredentials {
        var found = try read.profiles.credentials(of: name)
        found.warnings = read.warnings
        return found
    }

    /// How the credentials file is called among those that systemd loads for a service.
    static let credential = "credentials"

    /// The credentials file, and how people know it; nil where nothing says which.
    private var file: (path: String, name: String)? {
        if let path = environment["HUAWEICLOUD_SDK_CREDENTIALS_FILE"], !path.isEmpty { return (path, path) }
        // A service may have other credentials than this one.
        if let loaded, SmallFile.exists(loaded) { return (loaded, "$CREDENTIALS_DIRECTORY/\(Self.credential)") }
        guard let home = environment["HOME"], !home.isEmpty else { return nil }
        return ("\(home)/.huaweicloud/credentials", "~/.huaweicloud/credentials")
    }

    /// The file that systemd has loaded (`LoadCredential=`); nil where it has loaded none.
    private var loaded: String? {
        environment["CREDENTIALS_DIRECTORY"].flatMap { $0.hasPrefix("/") ? "\($0)/\(Self.credential)" : nil }
    }

    /// Nil where there is no such file.
    private func profiles(_ file: (path: String, name: String)) throws(CredentialsError) -> Profiles? {
        let read: SmallFile
        do throws(SmallFile.Failure) {
            read = try SmallFile(file.path, atMost: ProfileFile.limit)
        } catch .missing {
            return nil
        } catch {
            throw CredentialsError("\(file.name) \(error.reason)")
        }
        // What systemd loads is for the service alone, though the mode that it shows is that of an access list.
        let warning =
            "others can read \(file.name), which holds secrets: \(ShellWord.join(["chmod", "600", file.path]))"
        return (
            try ProfileFile(read.bytes, name: file.name), read.isOpenToOthers && file.path != loaded ? [warning] : []
        )
    }
}

/// Credentials, and where they came from.
public struct FoundCredentials: Sendable {
    /// The credentials.
    public var credentials: Credentials
    /// Where they came from, for people: `profile 'prod' of ~/.huaweicloud/credentials`. Holds no value.
    public var origin: String
    /// IAM's endpoint as it is written beside them, unchecked, with what names it in an error; nil where there is none.
    public var iamEndpoint: EndpointSetting?
    /// Warnings for the owner, such as that others can read the file.
    public var warnings: [String]

    /// Credentials.
    public init(
        _ credentials: Credentials, origin: String, iamEndpoint: EndpointSetting? = nil, warnings: [String] = []
    ) {
        (self.credentials, self.origin) = (credentials, origin)
        (self.iamEndpoint, self.warnings) = (iamEndpoint, warnings)
    }
}
