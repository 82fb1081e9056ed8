internal import CLibGit2
internal import Crypto
internal import FoundationEssentials
internal import Glibc

/// What libgit2 asks while it talks to a server: for logins, whether the server is the right one, and whether to go on.
final class FetchSession {
    private let url: RemoteURL
    private let tick: () -> Void
    private let receivedLimit: UInt64
    private var logins: [Login]
    /// Where the logins that were tried are from.
    private var tried: [String] = []
    private var hasRSAKey = false
    /// The host of the last connection with TLS or SSH: after a redirect it can be another one.
    private var connectedHost: String?
    /// Why this session itself ended the fetch.
    private(set) var refusal: GitSourceError?

    init(_ url: RemoteURL, receivedLimit: UInt64, _ tick: @escaping () -> Void) {
        (self.url, self.receivedLimit, self.tick) = (url, receivedLimit, tick)
        let environment = ProcessInfo.processInfo.environment
        let netrc = environment["HOME"].flatMap { SmallText.read("\($0)/.netrc") }
        logins = Logins(environment: environment, netrc: netrc).of(url)
    }

    /// Runs calls of libgit2 with callbacks that end here.
    func use<Result>(
        _ body: (inout git_remote_callbacks) throws(LibGit2Failure) -> Result
    ) throws(LibGit2Failure) -> Result {
        var callbacks = git_remote_callbacks()
        try LibGit2.check { git_remote_init_callbacks(&callbacks, UInt32(GIT_REMOTE_CALLBACKS_VERSION)) }
        callbacks.payload = Unmanaged.passUnretained(self).toOpaque()
        callbacks.credentials = { out, _, user, allowed, payload in
            FetchSession.of(payload)?.login(out, user.map { String(cString: $0) }, allowed) ?? GIT_EUSER.rawValue
        }
        callbacks.certificate_check = { certificate, isValid, host, payload in
            FetchSession.of(payload)?.check(certificate, isValid == 1, host.map { String(cString: $0) } ?? "")
                ?? GIT_EUSER.rawValue
        }
        callbacks.transfer_progress = { progress, payload in
            FetchSession.of(payload)?.goOn(received: UInt64(progress?.pointee.received_bytes ?? 0))
                ?? GIT_EUSER.rawValue
        }
        callbacks.sideband_progress = { _, _, payload in
            FetchSession.of(payload)?.goOn(received: 0) ?? GIT_EUSER.rawValue
        }
        return try withExtendedLifetime(self) { () throws(LibGit2Failure) in try body(&callbacks) }
    }

    private static func of(_ payload: UnsafeMutableRawPointer?) -> FetchSession? {
        payload.map { Unmanaged<FetchSession>.fromOpaque($0).takeUnretainedValue() }
    }

    // MARK: - What libgit2 asks

    private func goOn(received: UInt64) -> Int32 {
        tick()
        guard received > receivedLimit else { return 0 }
        return refuse(
            GitSourceError(
                .tooLarge, "\(url.text) sent more than \(receivedLimit >> 30) GiB",
                hint: "keep the manifests in a repository of their own"))
    }

    /// The next login that the server takes; each is tried once.
    private func login(
        _ out: UnsafeMutablePointer<UnsafeMutablePointer<git_credential>?>?, _ user: String?, _ allowed: UInt32
    ) -> Int32 {
        if let connectedHost, connectedHost != url.host {
            return refuse(
                GitSourceError(
                    .loginFailed, "\(url.host) leads to \(connectedHost), which asks for a login; none was sent there",
                    hint: "give the URL of the other host, if you trust it"))
        }
        if url.transport == .http, !url.isLoopback {
            return refuse(
                GitSourceError(
                    .loginFailed, "\(url.text) asks for a login, which would be sent in plain text",
                    hint: "use an https:// URL"))
        }
        let user = user ?? url.user ?? Self.localUser
        func allows(_ type: git_credential_t) -> Bool { allowed & type.rawValue != 0 }
        if allows(GIT_CREDENTIAL_USERNAME) { return git_credential_username_new(out, user) }
        while let login = logins.first {
            logins.removeFirst()
            switch login {
            case .password(let name, let password, _) where allows(GIT_CREDENTIAL_USERPASS_PLAINTEXT):
                tried.append(login.origin)
                return git_credential_userpass_plaintext_new(out, name, password)
            case .helper where allows(GIT_CREDENTIAL_USERPASS_PLAINTEXT):
                guard let filled = CredentialHelper.fill(url) else { continue }
                tried.append(login.origin)
                return git_credential_userpass_plaintext_new(out, filled.user, filled.password)
            case .agent where allows(GIT_CREDENTIAL_SSH_KEY):
                tried.append(login.origin)
                return git_credential_ssh_key_from_agent(out, user)
            case .key(let path, let passphrase) where allows(GIT_CREDENTIAL_SSH_KEY):
                guard isUsable(path, passphrase) else { continue }
                tried.append(login.origin)
                return git_credential_ssh_key_new(out, user, nil, path, passphrase)
            case .password, .helper, .agent, .key: continue
            }
        }
        return refuse(loginFailed)
    }

    private func isUsable(_ path: String, _ passphrase: String?) -> Bool {
        guard let text = SmallText.read(path), let file = SSHKeyFile(text) else {
            tried.append("the key `\(path)`, which cannot be read as a private key")
            return false
        }
        if file.isEncrypted, passphrase == nil {
            tried.append("the key `\(path)`, whose passphrase is not in DBCONVERGE_GIT_SSH_PASSPHRASE")
            return false
        }
        if file.isRSA {
            hasRSAKey = true
            tried.append("the RSA key `\(path)`, which cannot be used")
            return false
        }
        return true
    }

    private func check(_ certificate: UnsafeMutablePointer<git_cert>?, _ isValid: Bool, _ host: String) -> Int32 {
        connectedHost = host.lowercased()
        if isValid { return 0 }
        if certificate?.pointee.cert_type == GIT_CERT_HOSTKEY_LIBSSH2, let certificate {
            return certificate.withMemoryRebound(to: git_cert_hostkey.self, capacity: 1) {
                refuse(unknownHost($0.pointee, host))
            }
        }
        let why = git_error_last()?.pointee.message.map { ": \(String(cString: $0))" } ?? ""
        return refuse(
            GitSourceError(
                .untrustedServer, "the certificate of \(host) is not trusted\(why)",
                hint: "if it is signed by an authority of your own, name the file of its certificates in GIT_SSL_CAINFO"
            ))
    }

    // MARK: - What is said about it

    private func refuse(_ error: GitSourceError) -> Int32 {
        refusal = error
        // One that is not set would be reported as an older, unrelated one.
        git_error_set_str(Int32(GIT_ERROR_CALLBACK.rawValue), error.message)
        return GIT_EUSER.rawValue
    }

    /// That no login was found, or each was refused.
    var loginFailed: GitSourceError {
        let isSSH = url.transport == .ssh
        let ways =
            isSSH
            ? "load an ed25519 or ECDSA key into the SSH agent, or name its file in DBCONVERGE_GIT_SSH_KEY"
            : "set DBCONVERGE_GIT_TOKEN, or keep a login in ~/.netrc or in git's credential helper"
        let rsa = hasRSAKey ? "; servers refuse the signatures that libssh2 makes with RSA keys" : ""
        if tried.isEmpty {
            return GitSourceError(.loginFailed, "\(url.text) asks for a login, and there is none", hint: ways + rsa)
        }
        let agent =
            tried.contains(Login.agent.origin) && !hasRSAKey
            ? "; RSA keys in the agent do not count: servers refuse them" : ""
        return GitSourceError(
            .loginFailed, "\(url.text) refused every login that there is: \(tried.joined(separator: ", "))",
            hint: "see that it may read the repository and has not expired; \(ways)\(rsa)\(agent)")
    }

    private func unknownHost(_ certificate: git_cert_hostkey, _ host: String) -> GitSourceError {
        let digest = withUnsafeBytes(of: certificate.hash_sha256) { Data($0) }
        let fingerprint = "SHA256:" + digest.base64EncodedString().filter { $0 != "=" }
        let kinds: [git_cert_ssh_raw_type_t.RawValue: String] = [
            GIT_CERT_SSH_RAW_TYPE_RSA.rawValue: "RSA", GIT_CERT_SSH_RAW_TYPE_KEY_ED25519.rawValue: "ED25519",
            GIT_CERT_SSH_RAW_TYPE_KEY_ECDSA_256.rawValue: "ECDSA",
            GIT_CERT_SSH_RAW_TYPE_KEY_ECDSA_384.rawValue: "ECDSA",
            GIT_CERT_SSH_RAW_TYPE_KEY_ECDSA_521.rawValue: "ECDSA",
        ]
        let key = "\(kinds[certificate.raw_type.rawValue].map { "\($0) " } ?? "")key is \(fingerprint)"
        let home = ProcessInfo.processInfo.environment["HOME"] ?? ""
        let known = SmallText.read("\(home)/.ssh/known_hosts").map(KnownHosts.init(text:))
        let scan = "ssh-keyscan \(url.port.map { "-p \($0) " } ?? "")\(host)"
        guard known?.names(url.host, port: url.port) == true else {
            return GitSourceError(
                .untrustedServer, "the SSH host \(host) is not in ~/.ssh/known_hosts; its \(key)",
                hint:
                    "compare that with what its operator publishes, then add the line that `\(scan)` prints to ~/.ssh/known_hosts"
            )
        }
        return GitSourceError(
            .untrustedServer, "the SSH host \(host) has another key than ~/.ssh/known_hosts says; its \(key) now",
            hint: "ask its operator whether the key was changed: this may be another machine in its place")
    }

    private static var localUser: String {
        getpwuid(geteuid()).flatMap { $0.pointee.pw_name.map { String(cString: $0) } } ?? "git"
    }
}

/// Files that people write, such as keys.
enum SmallText {
    /// What the file holds; nil where it cannot be read, is not UTF-8 or has more than a mebibyte.
    static func read(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        return Descriptor.readAll(descriptor, limit: 1 << 20).flatMap { String(validating: $0, as: UTF8.self) }
    }
}
