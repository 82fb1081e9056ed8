import Testing

@testable import Client

@Suite struct EndpointTests {
    @Test(
        "an endpoint is a scheme, a host and a port",
        arguments: [
            (
                "https://gaussdb.cn-north-4.myhuaweicloud.com", "gaussdb.cn-north-4.myhuaweicloud.com", 443,
                "https://gaussdb.cn-north-4.myhuaweicloud.com"
            ),
            ("HTTPS://Example.COM:8443/", "example.com", 8443, "https://example.com:8443"),
            ("https://example.com:443", "example.com", 443, "https://example.com"),
            ("http://127.0.0.1:9000", "127.0.0.1", 9000, "http://127.0.0.1:9000"),
            ("http://localhost", "localhost", 80, "http://localhost"),
            ("http://[::1]:9000", "::1", 9000, "http://[::1]:9000"),
            ("https://[2001:DB8::1]", "2001:db8::1", 443, "https://[2001:db8::1]"),
        ])
    func reads(text: String, host: String, port: Int, spelling: String) throws {
        let endpoint = try Endpoint(parsing: text)
        #expect(endpoint.host == host)
        #expect(endpoint.port == port)
        #expect(endpoint.description == spelling)
        #expect(try Endpoint(parsing: spelling) == endpoint)
    }

    @Test(
        "anything else is refused with the reason",
        arguments: [
            ("", "written as https://host"), ("example.com", "written as https://host"),
            ("ftp://example.com", "begins with https://"), ("http://example.com", "only to loopback"),
            ("http://127.0.0.1.example.com", "only to loopback"), ("http://127.0.0.256", "only to loopback"),
            ("https://anna:QQ@example.com", "no user name"), ("https://example.com/v3", "scheme, host and port"),
            ("https://example.com?x=QQ", "scheme, host and port"), ("https://example.com#x", "scheme, host and port"),
            ("https://", "host is missing"), ("https://exa mple.com", "no host name has"),
            ("https://exa\nmple.com", "no host name has"), ("https://example.com:", "port"),
            ("https://example.com:0", "port"), ("https://example.com:65536", "port"),
            ("https://example.com:+80", "port"), ("https://example.com:8x", "port"), ("https://[::1", "host"),
            ("https://[]", "IPv6"), ("https://[::1]x", "only :port"), ("https://éxample.com", "no host name has"),
            ("https://example.com:80\n", "ends with a space or a line break"),
            (" https://example.com", "begins or ends"),
        ])
    func refuses(text: String, reason: String) throws {
        let error = try #require(#expect(throws: EndpointError.self) { try Endpoint(parsing: text) })
        #expect(error.description.contains(reason), "\(error)")
        #expect(!error.description.contains("QQ"))
    }

    @Test(
        "regions are served where the table says",
        arguments: [
            ("cn-north-4", "https://gaussdb.cn-north-4.myhuaweicloud.com"),
            ("tr-west-1", "https://gaussdbformysql.tr-west-1.myhuaweicloud.com"),
            ("af-south-1", "https://gaussdb-mysql.af-south-1.myhuaweicloud.com"),
        ])
    func regions(region: String, spelling: String) {
        #expect(Endpoint.gaussDB(region: region)?.description == spelling)
        #expect(Endpoint.iam(region: region)?.description == "https://iam.\(region).myhuaweicloud.com")
    }

    @Test("an unknown region has no endpoint", arguments: ["", "cn-north-99", "example.com/", "eu-west-101"])
    func unknownRegion(region: String) {
        #expect(Endpoint.gaussDB(region: region) == nil)
        #expect(Endpoint.iam(region: region) == nil)
    }
}
