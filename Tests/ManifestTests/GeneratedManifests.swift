import Fleet
import Manifest
import TestSupport

/// Manifests in every style that authors have, drawn from a seed.
struct GeneratedManifests {
    private(set) var files: [SourceFile] = []
    private var random: SplitMix
    private var end = "\n"
    private var number = 0
    private let seed: UInt64

    init(seed: UInt64) {
        random = SplitMix(seed: seed)
        self.seed = seed
        for index in 0..<Int.random(in: 1...3, using: &random) {
            end = chance(30) ? "\r\n" : "\n"
            var text = chance(20) ? "\u{FEFF}" : ""
            let documents = Int.random(in: 1...3, using: &random)
            for document in 0..<documents {
                if chance(40) { text += "# 订单 \(seed) 🚀\(spaces())\(end)" }
                if document > 0 || chance(30) { text += "---\(chance(30) ? "  # 分隔" : "")\(end)" }
                text += fleet("fleet-\(index)-\(document)")
                if chance(15) { text += "...\(end)" }
                if chance(20) { text += "---\(end)\(rollout("rollout-\(index)-\(document)"))" }
            }
            if chance(25), text.hasSuffix(end), !text.hasSuffix("...\(end)") { text.removeLast() }
            files.append(SourceFile(path: "fleets/f\(index).yaml", bytes: Array(text.utf8)))
        }
    }

    static let versions = ["2.0.51.240305", "2.0.63.250301", "2.0.69.251000", "2.0.72.260100", "2.0.75.260400"]
        .compactMap { KernelVersion($0) }

    private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }
    private mutating func spaces() -> String { chance(30) ? "   " : "" }
    private mutating func comment() -> String { chance(25) ? "  # 注释 \"2.0.1.1\" 'x'" : spaces() }
    private mutating func pick(_ words: [String]) -> String { words.randomElement(using: &random) ?? "" }

    private mutating func id() -> String {
        number += 1
        let digits = String(seed, radix: 16) + "a" + String(number, radix: 16)
        return String(repeating: "0", count: 32 - digits.count) + digits + "in07"
    }

    private mutating func version() -> String {
        Self.versions.randomElement(using: &random).map(\.description) ?? ""
    }

    /// A version as a scalar; `indent` nil: inside of a flow mapping.
    private mutating func spelled(_ version: String, indent: String?, anchor: String? = nil) -> String {
        var properties = anchor.map { "&\($0) " } ?? ""
        if chance(10) { properties += "!!str " }
        if let indent {
            if chance(5) { return "\(properties)|-\(end)\(indent)    \(version)" }
            if chance(5) { return "\(properties)>-  # gefaltet\(end)\(indent)    \(version)" }
            if chance(5) { return "\(properties)\(end)\(indent)    \(version)" }
        }
        switch Int.random(in: 0..<4, using: &random) {
        case 0: return "\(properties)\"\(version)\""
        case 1: return "\(properties)'\(version)'"
        default: return properties + version
        }
    }

    private mutating func rollout(_ name: String) -> String {
        "apiVersion: dbconverge/v1\(end)kind: Rollout\(end)metadata: {name: \(name)}\(end)spec: {batchSize: 3}\(end)"
    }

    private mutating func fleet(_ name: String) -> String {
        var anchors: [String] = []
        var lines = ["apiVersion: dbconverge/v1\(spaces())", "kind: Fleet", "metadata:"]
        lines.append(chance(50) ? "  name: \(name)\(comment())" : "  {name: \"\(name)\", labels: {团队: 数据库}}")
        lines += ["spec:", "  region: cn-north-4", "  projectID: 054e292c9880d4992f02c0196d3ea468"]
        let hasCommon = chance(70)
        if hasCommon {
            let anchor = chance(30) ? "common" : nil
            let version = version()
            let text = spelled(version, indent: "  ", anchor: anchor)
            lines.append("  kernelVersion: \(text)\(text.contains(end) ? "" : comment())")
            if let anchor { anchors.append(anchor) }
        }
        if chance(30) { lines.append("  via: [2.0.28.18, \"2.0.39.230300\"]") }
        lines.append("  instances:\(comment())")
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            if chance(20) { lines.append("    # 下一个：\(version())") }
            let (id, isFlow, isNamed) = (id(), chance(40), chance(60))
            var own: String?
            if !hasCommon || chance(40) {
                if !anchors.isEmpty, chance(40) {
                    own = "*\(pick(anchors)) "
                } else {
                    let anchor = chance(20) ? "v\(number)" : nil
                    let version = version()
                    own = spelled(version, indent: isFlow ? nil : "      ", anchor: anchor)
                    if let anchor { anchors.append(anchor) }
                }
            }
            var fields = ["id: \(id)"]
            if isNamed { fields.append("name: \(pick(["数据库", "\"o'rders: 1\"", "'它''s {} #1'", "plain"]))") }
            if let own { fields.insert("kernelVersion: \(own)", at: isFlow || chance(50) ? 1 : fields.count) }
            if isFlow {
                lines.append("    - {\(chance(30) ? " " : "")\(fields.joined(separator: ", "))}\(comment())")
            } else {
                // A block would keep them.
                let isBlock = own.map { $0.contains("|-") || $0.contains(">-") } ?? false
                lines.append(
                    "    - " + fields.joined(separator: "\(isBlock ? "" : spaces())\(end)      ")
                        + (isBlock ? "" : spaces()))
            }
        }
        return lines.joined(separator: end) + end
    }
}
