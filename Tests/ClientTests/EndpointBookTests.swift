import Testing

@testable import Client

@Suite struct EndpointBookTests {
    static let environment = [
        "HUAWEICLOUD_SDK_REGION_GAUSSDB_CN_NORTH_4": "vendor.example.com,second.example.com",
        "HUAWEICLOUD_SDK_IAM_ENDPOINT": "https://vendor-iam.example.com",
    ]
    static let regions = [
        "cn-north-4": EndpointBook.Region(
            api: EndpointSetting("https://file.example.com", name: "config.yaml:2:10: api"),
            iam: EndpointSetting("https://file-iam.example.com", name: "config.yaml:3:10: iam"))
    ]

    @Test("a flag goes before the vendor's variable, that before the user's file, and that before the table")
    func order() throws {
        let flag = EndpointSetting("https://flag.example.com", name: "--endpoint")
        let beside = EndpointSetting("https://profile.example.com", name: "credentials:4:1: iam_endpoint")
        let all = EndpointBook(api: flag, iam: flag, environment: Self.environment, regions: Self.regions)
        #expect(try all.gaussDB(region: "cn-north-4").host == "flag.example.com")
        #expect(try all.iam(region: "cn-north-4", beside: beside).host == "flag.example.com")
        let unflagged = EndpointBook(environment: Self.environment, regions: Self.regions)
        #expect(try unflagged.gaussDB(region: "cn-north-4").description == "https://vendor.example.com")
        #expect(try unflagged.gaussDB(region: "cn-north-9").host == "gaussdb.cn-north-9.myhuaweicloud.com")
        #expect(try unflagged.iam(region: "cn-north-4", beside: beside).host == "profile.example.com")
        #expect(try unflagged.iam(region: "cn-north-9").host == "vendor-iam.example.com")
        let filed = EndpointBook(regions: Self.regions)
        #expect(try filed.gaussDB(region: "cn-north-4").host == "file.example.com")
        #expect(try filed.iam(region: "cn-north-4").host == "file-iam.example.com")
        let bare = EndpointBook()
        #expect(try bare.gaussDB(region: "cn-north-4").host == "gaussdb.cn-north-4.myhuaweicloud.com")
        #expect(try bare.iam(region: "cn-north-4").host == "iam.cn-north-4.myhuaweicloud.com")
    }

    @Test("a region that nothing knows is told with the flag that helps")
    func unknownRegion() throws {
        let book = EndpointBook(environment: ["HUAWEICLOUD_SDK_REGION_GAUSSDB_EU_WEST_101": "gaussdb.example.eu"])
        #expect(try book.gaussDB(region: "eu-west-101").host == "gaussdb.example.eu")
        let error = #expect(throws: EndpointError.self) { try book.iam(region: "eu-west-101") }
        #expect(error?.description.contains("'eu-west-101'") == true)
        #expect(error?.description.contains("--iam-endpoint") == true)
        let api = #expect(throws: EndpointError.self) { try book.gaussDB(region: "mars-1") }
        #expect(api?.description.contains("--endpoint") == true)
        #expect(book.hasGaussDB(region: "eu-west-101"))
        #expect(!book.hasGaussDB(region: "eu-west-102"))
        #expect(Endpoint.regions.allSatisfy { book.hasGaussDB(region: $0) })
    }

    @Test("plain http leaves this machine only where that is allowed, whichever setting names it")
    func plainHTTP() throws {
        let setting = EndpointSetting("http://10.0.0.1:8080", name: "config.yaml:2:10: api")
        let regions = ["cn-north-4": EndpointBook.Region(api: setting)]
        let error = #expect(throws: EndpointError.self) {
            try EndpointBook(regions: regions).gaussDB(region: "cn-north-4")
        }
        #expect(error?.description.hasPrefix("config.yaml:2:10: api: plain http") == true)
        let allowed = EndpointBook(regions: regions, allowsPlainHTTP: true)
        #expect(try allowed.gaussDB(region: "cn-north-4").description == "http://10.0.0.1:8080")
        #expect(throws: EndpointError.self) { try EndpointBook(api: setting).check() }
        #expect(throws: Never.self) { try EndpointBook(api: setting, allowsPlainHTTP: true).check() }
    }
}
