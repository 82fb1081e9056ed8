internal import Fleet

extension Value {
    static let exampleVersion = "2.0.75.260400"

    /// A kernel version `a.b.c.d`.
    func kernelVersion() -> KernelVersion? {
        // Four numbers are no other type of YAML's.
        if isScalar, let version = document.withBytes(node, KernelVersion.init(utf8:)) { return version }
        let what = "a kernel version such as \(Value.exampleVersion)"
        guard isScalar, type != .null, type != .boolean else {
            reportType(expected: what)
            return nil
        }
        guard isShort() else { return nil }
        let text = rawText
        guard !isForeign(text) else { return nil }
        let isNumber = type != .text
        report(
            .badVersion, "\(quoted(text)) is \(isNumber ? "a YAML number, " : "")not a kernel version",
            hint: Value.versionAdvice(text, isNumber: isNumber))
        return nil
    }

    private static func versionAdvice(_ text: String, isNumber: Bool) -> String {
        let example = "such as \(exampleVersion)"
        if isNumber { return "write it with all four parts, quoted or not: \(exampleVersion)" }
        if VersionRange.matches(text) { return VersionRange.advice(exampleVersion) }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        if !text.contains(where: { ("0"..."9").contains($0) }) {
            return "nothing follows what the cloud offers by itself: write the exact version, \(example)"
        }
        if let trimmed = text.first.flatMap({ "vV \t".contains($0) ? text.dropFirst() : nil }),
            KernelVersion(trimmed) != nil
        {
            return "write \(trimmed)"
        }
        if parts.count != 4, parts.allSatisfy({ $0.utf8.allSatisfy(isDigit) }) {
            return "it has \(counted(parts.count, "part")), and a version has four, \(example)"
        }
        return "a version is four whole numbers without leading zeros, \(example)"
    }

    /// A list of kernel versions, each once, with where it stands.
    func stops() -> [(version: KernelVersion, value: Value)] {
        guard let items = items(of: "kernel versions") else { return [] }
        guard items.count <= 100 else {
            report(.badVia, "\(name) has at most 100 stops, and these are \(items.count)")
            return []
        }
        var seen: [KernelVersion: Value] = [:]
        var stops: [(version: KernelVersion, value: Value)] = []
        for item in items {
            guard let version = item.kernelVersion() else { continue }
            if let first = seen[version] {
                item.report(
                    .duplicateValue, "\(version) is in this list twice", hint: "remove one of them",
                    related: [("it is here first", first.location)])
            } else {
                seen[version] = item
                stops.append((version, item))
            }
        }
        return stops
    }

    /// An instance's id, 36 characters (`API.md` §1).
    func instanceID() -> InstanceID? {
        if isScalar, let id = document.withBytes(node, InstanceID.init(utf8:)) { return id }
        guard let text = word("an instance id of 36 characters") else { return nil }
        let count = text.unicodeScalars.count
        let fault: String
        if count != 36 {
            fault = "it has \(counted(count, "character")), and an id has 36"
        } else if !text.hasSuffix("in07") {
            fault = "the id of a TaurusDB instance ends in 'in07'"
        } else {
            fault = "an id has only letters and digits"
        }
        report(.badInstanceID, "\(quoted(text)) is not an instance id: \(fault)", hint: "copy it from the console")
        return nil
    }

    /// A project's id, or `auto`.
    func project() -> ProjectReference? {
        guard let text = word("a project id of 32 letters and digits, or auto") else { return nil }
        if text == "auto" { return .auto }
        if let id = ProjectID(text) { return .id(id) }
        let count = text.unicodeScalars.count
        let fault =
            count == 32
            ? "a project id has only letters and digits"
            : "it has \(counted(count, "character")), and a project id has 32"
        report(
            .badProjectID, "\(quoted(text)) is not a project id: \(fault)",
            hint: "copy it from the console's 'My Credentials'")
        return nil
    }
}

private func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
