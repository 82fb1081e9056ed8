internal import FoundationEssentials

/// One way to log in at a git server. Its secrets are only ever handed to libgit2.
enum Login: Equatable {
    /// A user and a password or token; `origin` says for messages where they are from.
    case password(user: String, password: String, origin: String)
    /// What git's credential helpers know, asked when it is its turn.
    case helper
    /// The keys of ssh's agent.
    case agent
    /// A private key.
    case key(path: String, passphrase: String?)

    /// Where it is from, for messages.
    var origin: String {
        switch self {
        case .password(_, _, let origin): origin
        case .helper: "git's credential helpers"
        case .agent: "the SSH agent"
        case .key(let path, _): "the key `\(path)`"
        }
    }
}

/// The logins that may be tried at a server, in their order: what was given for this tool, then what the CI system gives to its own
/// server only, then the user's files.
struct Logins {
    let environment: [String: String]
    /// The content of `~/.netrc`; nil where there is none.
    var netrc: String?

    /// Those of a URL.
    func of(_ url: RemoteURL) -> [Login] { url.transport == .ssh ? keys(of: url) : passwords(of: url) }

    private func passwords(of url: RemoteURL) -> [Login] {
        var logins: [Login] = []
        if let password = url.password {
            logins.append(.password(user: url.user ?? "", password: password, origin: "the URL"))
        }
        if let token = value("DBCONVERGE_GIT_TOKEN") {
            logins.append(
                .password(user: url.user ?? Self.tokenUser, password: token, origin: "DBCONVERGE_GIT_TOKEN"))
        }
        // These reach everything that the job may: no other host is told.
        let gitHub = value("GITHUB_SERVER_URL").flatMap { URLComponents(string: $0)?.host } ?? "github.com"
        if let token = value("GITHUB_TOKEN"), url.host == gitHub.lowercased() {
            logins.append(.password(user: Self.tokenUser, password: token, origin: "GITHUB_TOKEN"))
        }
        if let token = value("CI_JOB_TOKEN"), let host = value("CI_SERVER_HOST"), url.host == host.lowercased() {
            logins.append(.password(user: "gitlab-ci-token", password: token, origin: "CI_JOB_TOKEN"))
        }
        if let netrc, let entry = Netrc(netrc).entry(for: url.host, user: url.user) {
            logins.append(.password(user: entry.login, password: entry.password, origin: "~/.netrc"))
        }
        return logins + [.helper]
    }

    private func keys(of url: RemoteURL) -> [Login] {
        var logins: [Login] = []
        let passphrase = value("DBCONVERGE_GIT_SSH_PASSPHRASE")
        if let path = value("DBCONVERGE_GIT_SSH_KEY") { return [.key(path: path, passphrase: passphrase)] }
        if value("SSH_AUTH_SOCK") != nil { logins.append(.agent) }
        if let home = value("HOME") {
            for name in ["id_ed25519", "id_ecdsa", "id_rsa"]
            where FileManager.default.fileExists(atPath: "\(home)/.ssh/\(name)") {
                logins.append(.key(path: "\(home)/.ssh/\(name)", passphrase: passphrase))
            }
        }
        return logins
    }

    /// GitHub wants this user with an application's token; other servers take any.
    private static let tokenUser = "x-access-token"

    private func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
}
