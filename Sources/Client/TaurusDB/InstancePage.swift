internal import Fleet
internal import FoundationEssentials

/// A page of the list of instances (`API.md` §1, List), reduced to what is needed while it is scanned.
struct InstancePage<Entry: ListEntry>: CallAnswer {
    private(set) var instances: [Entry] = []
    /// The ids of what is listed and is no instance of TaurusDB; they may be empty.
    private(set) var others: [String] = []
    private(set) var total = 0
    /// The problem of the first instance that is none, or of their list, and that of the count: the first counts.
    private var problems: (instances: JSONProblem?, total: JSONProblem?) = (
        JSONProblem(kind: .missing, path: "instances"), JSONProblem(kind: .missing, path: "total_count")
    )

    /// How many are listed.
    var count: Int { instances.count + others.count }

    init(body: Data, hiding redactor: Redactor) throws {
        self = try body.withUnsafeBytes { bytes in
            try bytes.withMemoryRebound(to: UInt8.self) { bytes in
                var scanner = JSONScanner(bytes)
                return try Self(&scanner, hiding: redactor)
            }
        }
    }

    /// Scans a whole text: what is malformed behind a wrong value is found too.
    init(_ scanner: inout JSONScanner, hiding redactor: Redactor) throws(JSONProblem) {
        let kind = try scanner.kind()
        guard kind == .object else {
            try scanner.skip()
            try scanner.finish()
            throw .unexpected(kind, at: "")
        }
        try scanner.beginObject()
        // Of a key that is there twice, the first counts.
        var (hasInstances, hasTotal) = (false, false)
        while let key = try scanner.nextKey() {
            if !hasInstances, key.equals("instances") {
                hasInstances = true
                try readInstances(&scanner, hiding: redactor)
            } else if !hasTotal, key.equals("total_count") {
                hasTotal = true
                try readTotal(&scanner, hiding: redactor)
            } else {
                try scanner.skip()
            }
        }
        try scanner.finish()
        if let problem = problems.instances ?? problems.total { throw problem }
    }

    private mutating func readInstances(_ scanner: inout JSONScanner, hiding redactor: Redactor) throws(JSONProblem) {
        let kind = try scanner.kind()
        guard kind == .array else {
            problems.instances = .unexpected(kind, at: "instances")
            return try scanner.skip()
        }
        problems.instances = nil
        instances.reserveCapacity(100)
        var index = 0
        try scanner.beginArray()
        while try scanner.nextElement() {
            let kind = try scanner.kind()
            if kind == .object {
                let fields = try ListedFields(&scanner, withTags: Entry.hasTags, hiding: redactor)
                switch fields.id {
                case .instance(let id): instances.append(Entry(fields.observed(id), tags: fields.tags))
                case .other(let text): others.append(text)
                }
            } else {
                problems.instances = problems.instances ?? .unexpected(kind, at: "instances[\(index)]")
                try scanner.skip()
            }
            index += 1
        }
    }

    private mutating func readTotal(_ scanner: inout JSONScanner, hiding redactor: Redactor) throws(JSONProblem) {
        guard let text = try scanner.lenientText(hiding: redactor), let count = Int(text) else {
            problems.total = JSONProblem(kind: .otherType, path: "total_count")
            return
        }
        (total, problems.total) = (count, nil)
    }
}
