internal import Foundation

/// lighttpd before `git http-backend`, with TLS or without: what is below `open/` for everyone, what is below `private/` for
/// the user `ada` with the password `s3cret`. `moved/` leads to `open/`, and `away/` to another host's name.
public final class GitWebServer: Sendable {
    private let server: ServerProcess
    private let hasTLS: Bool
    /// The file of the authority that signed its certificate.
    public let authority: String

    /// Serves the folder.
    public init(_ folder: String, hasTLS: Bool) throws {
        self.hasTLS = hasTLS
        let files = "\(folder)/web-\(hasTLS ? "tls" : "plain")"
        try FileManager.default.createDirectory(atPath: files, withIntermediateDirectories: true)
        authority = "\(files)/ca.pem"
        if hasTLS { try Self.makeCertificate(files) }
        try "ada:s3cret\nx-access-token:t0ken\ngitlab-ci-token:j0b\n".write(
            toFile: "\(files)/users", atomically: true, encoding: .utf8)
        server = try ServerProcess("/usr/sbin/lighttpd", log: URL(filePath: "\(files)/log")) { port in
            let configuration = Self.configuration(folder, files, port: port, hasTLS: hasTLS)
            try configuration.write(toFile: "\(files)/lighttpd.conf", atomically: true, encoding: .utf8)
            return ["-D", "-f", "\(files)/lighttpd.conf"]
        }
    }

    /// The URL of a repository; `login` is `user:password@` or empty. The certificate is for the name `localhost`.
    public func url(_ path: String, login: String = "", host: String = "localhost") -> String {
        "\(hasTLS ? "https" : "http")://\(login)\(host):\(server.port)/\(path.hasPrefix("open/") || path.hasPrefix("private/") ? "git/" : "")\(path)"
    }

    /// Ends it.
    public func stop() { server.stop() }

    /// What was asked of it, a line each: the path, the user and the status.
    public func requests(_ folder: String) -> String {
        (try? String(contentsOfFile: "\(folder)/web-\(hasTLS ? "tls" : "plain")/access", encoding: .utf8)) ?? ""
    }

    private static func makeCertificate(_ files: String) throws {
        let subject = "subjectAltName=DNS:localhost"
        try run(
            "openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                "-keyout", "\(files)/ca.key", "-out", "\(files)/ca.pem", "-subj", "/CN=Test authority",
            ])
        try run(
            "openssl",
            [
                "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout",
                "\(files)/server.key", "-out", "\(files)/server.csr", "-subj", "/CN=localhost",
            ])
        try subject.write(toFile: "\(files)/extensions", atomically: true, encoding: .utf8)
        try run(
            "openssl",
            [
                "x509", "-req", "-in", "\(files)/server.csr", "-CA", "\(files)/ca.pem", "-CAkey", "\(files)/ca.key",
                "-CAcreateserial", "-days", "2", "-extfile", "\(files)/extensions", "-out", "\(files)/server.pem",
            ])
        let pair = try ["server.pem", "server.key"].map {
            try String(contentsOfFile: "\(files)/\($0)", encoding: .utf8)
        }
        try pair.joined().write(toFile: "\(files)/pair.pem", atomically: true, encoding: .utf8)
    }

    private static func configuration(_ folder: String, _ files: String, port: Int, hasTLS: Bool) -> String {
        """
        server.modules = ( "mod_redirect", "mod_alias", "mod_setenv", "mod_auth", "mod_authn_file", "mod_accesslog", "mod_cgi"\(hasTLS ? ", \"mod_openssl\"" : "") )
        server.document-root = "\(folder)"
        server.bind = "127.0.0.1"
        server.port = \(port)
        server.errorlog = "\(files)/errors"
        server.upload-dirs = ( "\(files)" )
        server.stream-response-body = 1
        accesslog.filename = "\(files)/access"
        accesslog.format = "%r %u %s"
        url.redirect = (
            "^/moved/(.*)$" => "/git/open/$1",
            "^/away/(.*)$" => "\(hasTLS ? "https" : "http")://127.0.0.1:\(port)/git/private/$1"
        )
        alias.url = ( "/git" => "/usr/lib/git-core/git-http-backend" )
        $HTTP["url"] =~ "^/git/" {
            cgi.assign = ( "" => "" )
            setenv.set-environment = ( "GIT_PROJECT_ROOT" => "\(folder)", "GIT_HTTP_EXPORT_ALL" => "1" )
        }
        auth.backend = "plain"
        auth.backend.plain.userfile = "\(files)/users"
        $HTTP["url"] =~ "^/git/private/" {
            auth.require = ( "" => ( "method" => "basic", "realm" => "git", "require" => "valid-user" ) )
        }
        \(hasTLS ? "ssl.engine = \"enable\"\nssl.pemfile = \"\(files)/pair.pem\"" : "")
        """
    }
}
