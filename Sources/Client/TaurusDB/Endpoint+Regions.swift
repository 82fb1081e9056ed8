extension Endpoint {
    /// Where TaurusDB is served in a region, by the table of `API.md` §4; nil for a region that the table lacks.
    public static func gaussDB(region: String) -> Endpoint? {
        services[region].map { Endpoint(https: "\($0).\(region).myhuaweicloud.com") }
    }

    /// Where IAM is served for a region (`API.md` §4); nil for a region that the table lacks.
    public static func iam(region: String) -> Endpoint? {
        services[region].map { _ in Endpoint(https: "iam.\(region).myhuaweicloud.com") }
    }

    /// The regions of that table, in the order of their names.
    public static var regions: [String] { services.keys.sorted() }

    /// The first label of the service's host by region: it is not the same everywhere.
    private static let services: [String: String] = {
        let regions = [
            "gaussdb": [
                "cn-north-2", "cn-north-4", "cn-north-9", "cn-east-3", "cn-south-1", "cn-south-4", "cn-southwest-2",
                "ap-southeast-3", "ap-southeast-4", "sa-brazil-1", "ru-northwest-2",
            ],
            "gaussdbformysql": ["tr-west-1", "ap-southeast-1", "ap-southeast-2", "cn-north-11", "me-east-1"],
            "gaussdb-mysql": ["af-south-1", "cn-east-5", "la-north-2", "cn-southwest-3"],
        ]
        var table: [String: String] = [:]
        for (service, names) in regions {
            for name in names { table[name] = service }
        }
        return table
    }()
}
