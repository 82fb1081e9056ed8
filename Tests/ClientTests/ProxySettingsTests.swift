import Testing

@testable import Client

@Suite struct ProxySettingsTests {
    static func proxy(_ environment: [String: String], for endpoint: String = "https://gaussdb.example.com") throws
        -> ProxySettings.Proxy?
    {
        try ProxySettings(environment: environment).proxy(
            for: try Endpoint(parsing: endpoint, allowingPlainHTTP: true))
    }

    @Test(
        "a proxy is a host and a port, with or without who asks",
        arguments: [
            ("http://proxy.corp:3128", "proxy.corp:3128", "", nil), ("proxy.corp:3128/", "proxy.corp:3128", "", nil),
            ("HTTP://[::1]:80", "[::1]:80", "", nil),
            ("http://anna:p%40ss:%2F@10.0.0.1:8080", "10.0.0.1:8080", "anna", "p@ss:/"),
            ("http://anna@proxy:1", "proxy:1", "anna", nil), ("http://a:b@c@proxy:1", "proxy:1", "a", "b@c"),
        ] as [(String, String, String, String?)])
    func reads(text: String, address: String, user: String, password: String?) throws {
        let proxy = try #require(try Self.proxy(["HTTPS_PROXY": text]))
        #expect(proxy.address == address)
        #expect(proxy.user == user)
        #expect(proxy.password?.reveal() == password)
    }

    @Test(
        "what is no proxy is an error without its value",
        arguments: [
            "https://QQ:1", "socks5://QQ:1", "http://QQ", "http://", "http://QQ:QQ%zz@proxy:1", "http://QQ:1/path",
            "http://QQ:%FF@proxy:1", "http://QQ:%+1@proxy:1",
        ])
    func refuses(text: String) throws {
        let error = try #require(
            #expect(throws: ProxySettings.Failure.self) { try Self.proxy(["https_proxy": text]) })
        #expect(error.description.hasPrefix("https_proxy: "))
        #expect(!error.description.contains("QQ"))
        #expect(try Self.proxy(["https_proxy": text, "no_proxy": "*"])?.address == nil)
    }

    @Test("names in lower case go first, and empty ones count as not set")
    func names() throws {
        let environment = ["https_proxy": "a:1", "HTTPS_PROXY": "b:1", "http_proxy": "c:1", "ALL_PROXY": "d:1"]
        #expect(try Self.proxy(environment)?.address == "a:1")
        #expect(try Self.proxy(["https_proxy": "", "HTTPS_PROXY": "b:1"])?.address == "b:1")
        #expect(try Self.proxy(["http_proxy": "c:1"])?.address == nil)
        #expect(try Self.proxy(["https_proxy": "a:1", "no_proxy": "x.y", "NO_PROXY": "example.com"])?.address == "a:1")
    }

    @Test(
        "loopback, plain http and the metadata service are never proxied",
        arguments: [
            "https://localhost:8443", "https://127.0.0.9", "https://[::1]", "http://10.0.0.1", "http://169.254.169.254",
        ])
    func never(endpoint: String) throws {
        #expect(try Self.proxy(["https_proxy": "a:1"], for: endpoint)?.address == nil)
    }

    @Test(
        "NO_PROXY names hosts with all below them, addresses, networks and ports",
        arguments: [
            ("example.com", "https://gaussdb.example.com", true), ("example.com", "https://example.com", true),
            ("example.com", "https://notexample.com", false), (".example.com", "https://a.b.example.com", true),
            ("EXAMPLE.com", "https://x.example.com", true), ("gaussdb.example.com", "https://example.com", false),
            ("a.com,,example.com b.com", "https://example.com", true), ("*", "https://example.com", true),
            ("*.example.com", "https://x.example.com", false), ("x, *", "https://example.com", true),
            ("example.com:443", "https://x.example.com", true), ("example.com:444", "https://x.example.com", false),
            ("10.0.0.1", "https://10.0.0.1", true), ("0.0.1", "https://10.0.0.1", false),
            ("10.0.0.0/8", "https://10.200.3.4", true), ("10.0.0.0/8", "https://11.0.0.1", false),
            ("10.0.0.128/25", "https://10.0.0.129", true), ("10.0.0.128/25", "https://10.0.0.1", false),
            ("0.0.0.0/0", "https://1.2.3.4", true), ("10.0.0.0/33", "https://10.0.0.1", false),
            ("2001:db8::1", "https://[2001:db8:0::1]", true), ("[2001:db8::1]:443", "https://[2001:db8::1]", true),
            ("[2001:db8::1]:1", "https://[2001:db8::1]", false), ("2001:db8::/32", "https://[2001:db8:9::9]", true),
            ("2001:db8::/32", "https://[2001:db9::9]", false), (".", "https://example.com", false),
        ])
    func bypass(rule: String, endpoint: String, isDirect: Bool) throws {
        let proxy = try Self.proxy(["HTTPS_PROXY": "a:1", "NO_PROXY": rule], for: endpoint)
        #expect((proxy == nil) == isDirect)
    }
}
