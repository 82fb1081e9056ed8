internal import Fleet

/// The fields of one entry of the list that count, each read as leniently as `LenientText`; empty where there is none.
struct ListedFields {
    private(set) var id = ListedID.other("")
    private(set) var name = ""
    private(set) var status = ""
    private(set) var kernelVersion = ""
    private(set) var tags: [String: String] = [:]

    /// Reads the object that comes next. What is not asked for is checked to be JSON, and no more. Of a key that is there
    /// twice, the first counts.
    init(_ scanner: inout JSONScanner, withTags: Bool, hiding redactor: Redactor) throws(JSONProblem) {
        var has: Set = []
        try scanner.beginObject()
        while let key = try scanner.nextKey() {
            if key.equals("id"), has.insert(.id) {
                id = try ListedID(&scanner, hiding: redactor)
            } else if key.equals("name"), has.insert(.name) {
                name = try scanner.lenientText(hiding: redactor) ?? ""
            } else if key.equals("status"), has.insert(.status) {
                status = try scanner.lenientText(hiding: redactor) ?? ""
            } else if key.equals("datastore"), has.insert(.datastore) {
                kernelVersion = try Self.kernelVersion(&scanner, hiding: redactor) ?? ""
            } else if withTags, key.equals("tags"), has.insert(.tags) {
                tags = try Self.tags(&scanner, hiding: redactor)
            } else {
                try scanner.skip()
            }
        }
    }

    /// The instance that they are of.
    func observed(_ id: InstanceID) -> ObservedInstance {
        ObservedInstance(id: id, name: name, status: status, kernelVersion: kernelVersion)
    }

    private static func kernelVersion(
        _ scanner: inout JSONScanner, hiding redactor: Redactor
    ) throws(JSONProblem) -> String? {
        guard try scanner.kind() == .object else {
            try scanner.skip()
            return nil
        }
        var (version, isFound): (String?, Bool) = (nil, false)
        try scanner.beginObject()
        while let key = try scanner.nextKey() {
            if !isFound, key.equals("kernel_version") {
                (version, isFound) = (try scanner.lenientText(hiding: redactor), true)
            } else {
                try scanner.skip()
            }
        }
        return version
    }

    /// What has no tags may have no list of them either; a list of anything but tags is none.
    private static func tags(
        _ scanner: inout JSONScanner, hiding redactor: Redactor
    ) throws(JSONProblem) -> [String: String] {
        guard try scanner.kind() == .array else {
            try scanner.skip()
            return [:]
        }
        var (tags, isList): ([String: String], Bool) = ([:], true)
        try scanner.beginArray()
        while try scanner.nextElement() {
            guard try scanner.kind() == .object else {
                isList = false
                try scanner.skip()
                continue
            }
            let (name, value) = try tag(&scanner, hiding: redactor)
            if let name, tags[name] == nil { tags[name] = value ?? "" }
        }
        return isList ? tags : [:]
    }

    private static func tag(
        _ scanner: inout JSONScanner, hiding redactor: Redactor
    ) throws(JSONProblem) -> (String?, String?) {
        var (name, value): (String??, String??) = (nil, nil)
        try scanner.beginObject()
        while let key = try scanner.nextKey() {
            if name == nil, key.equals("key") {
                name = .some(try scanner.lenientText(hiding: redactor))
            } else if value == nil, key.equals("value") {
                value = .some(try scanner.lenientText(hiding: redactor))
            } else {
                try scanner.skip()
            }
        }
        return (name ?? nil, value ?? nil)
    }

    /// The keys that were read.
    private struct Set: ExpressibleByArrayLiteral {
        enum Key: UInt8 { case id, name, status, datastore, tags }
        private var bits: UInt8 = 0

        init(arrayLiteral keys: Key...) { for key in keys { _ = insert(key) } }

        /// Whether it was not among them before.
        mutating func insert(_ key: Key) -> Bool {
            let bit = UInt8(1) << key.rawValue
            defer { bits |= bit }
            return bits & bit == 0
        }
    }
}

/// The id of one entry of the list.
enum ListedID: Sendable {
    case instance(InstanceID)
    /// What is no instance of TaurusDB: the cloud's text, which may be empty.
    case other(String)

    fileprivate init(_ scanner: inout JSONScanner, hiding redactor: Redactor) throws(JSONProblem) {
        guard try scanner.kind() == .string else {
            self.init(try scanner.lenientText(hiding: redactor) ?? "")
            return
        }
        let text = try scanner.text()
        if !text.hasEscapes, !redactor.matches(text.bytes), let id = InstanceID(utf8: text.bytes) {
            self = .instance(id)
        } else {
            self.init(text.string.map { redactor.redacted($0) } ?? "")
        }
    }

    private init(_ text: String) { self = InstanceID(text).map { .instance($0) } ?? .other(text) }
}
