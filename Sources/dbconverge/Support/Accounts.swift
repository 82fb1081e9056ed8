import Client
import Logging

/// The accounts of a run, one for each source of credentials, found when they are first needed.
actor Accounts {
    private let settings: CloudSettings
    private let transport: HTTPTransport
    private let logger: Logger
    private var known: [CredentialsSource?: Result<Account, CredentialsError>] = [:]
    private let warn: @Sendable (String) -> Void
    private var warned: Set<String> = []

    /// `warn` is told, once each, what the owners of credentials should know.
    init(
        _ settings: CloudSettings, _ transport: HTTPTransport, logger: Logger,
        warn: @escaping @Sendable (String) -> Void
    ) {
        (self.settings, self.transport, self.logger, self.warn) = (settings, transport, logger, warn)
    }

    /// The account of the locations that name this profile, or none. Throws `CredentialsError`.
    func account(forProfile profile: String?) throws(CredentialsError) -> Account {
        let source = settings.finder.source(forProfile: profile)
        if let account = known[source] { return try account.get() }
        let account: Result<Account, CredentialsError>
        do throws(CredentialsError) {
            let found = try settings.finder.find(source)
            for warning in found.warnings where warned.insert(warning).inserted { warn(warning) }
            logger.debug("credentials", metadata: ["origin": "\(found.origin)"])
            account = .success(Account(found, settings, transport, logger: logger))
        } catch {
            account = .failure(error)
        }
        known[source] = account
        return try account.get()
    }
}
