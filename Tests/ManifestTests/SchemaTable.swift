import Foundation
import Manifest
import TestSupport
import Testing

/// A mapping of the manifests with keys of its own, as the loader and the schema both describe it.
struct SchemaTable: CustomTestStringConvertible, Sendable {
    var name: String
    /// What it needs to be sound, in YAML.
    var base: [Entry]
    /// Where its properties are in the schema.
    var place: [String]
    /// A whole document around it.
    var document: @Sendable (String) -> String

    typealias Entry = (key: String, value: String)

    var testDescription: String { name }

    /// The document with another value for a key; nil: without the key.
    func document(_ key: String, _ value: String?) -> String {
        var entries = base.filter { $0.key != key }
        if let value { entries.append((key, value)) }
        return document("{ " + entries.map { "\($0.key): \($0.value)" }.joined(separator: ", ") + " }")
    }

    /// The keys that the loader says it knows here: what it lists where a key has no likeness to any of them.
    func keysOfLoader() throws -> Set<String> {
        let hints = ManifestLoader.load([file(document("zzzzzzzzzzzzzzzz", "1"))]).diagnostics
            .filter { $0.code == .unknownKey }.compactMap(\.hint)
        let list = try #require(
            hints.first?.split(separator: "the keys that can stand here: ").last?.split(separator: ";").first)
        return Set(list.split(separator: ", ").map(String.init))
    }

    /// The properties that the schema has here.
    func properties() throws -> [String: [String: Any]] {
        let schema = try JSONSerialization.jsonObject(with: JSONEncoder().encode(ManifestSchema()))
        var node: Any = schema
        for step in place {
            if let index = Int(step) {
                node = try #require(node as? [Any])[index]
            } else {
                node = try #require((node as? [String: Any])?[step], "\(step) of \(place)")
            }
        }
        return try #require((node as? [String: Any])?["properties"] as? [String: [String: Any]])
    }

    static let all = [
        SchemaTable(name: "document", base: root(fleetText), place: []) { $0 },
        SchemaTable(name: "metadata", base: [("name", "orders")], place: ["properties", "metadata"]) { metadata in
            flow(root(fleetText).map { $0.key == "metadata" ? ($0.key, metadata) : $0 })
        },
        SchemaTable(name: "Fleet", base: fleetBase, place: fleetPlace) { flow(root($0)) },
        SchemaTable(
            name: "instance", base: [("id", orders)], place: fleetPlace + ["properties", "instances", "items"]
        ) { instance in flow(root(flow(fleetBase.map { $0.key == "instances" ? ($0.key, "[\(instance)]") : $0 }))) },
        SchemaTable(
            name: "dependency", base: [("fleet", "orders-test")],
            place: fleetPlace + ["properties", "dependsOn", "items"]
        ) { entry in flow(root(flow(fleetBase + [("dependsOn", "[\(entry)]")]))) },
        rollout("Rollout", [], []) { $0 },
        rollout("wave", [("name", "canary")], ["waves", "items"]) { "{ waves: [\($0)] }" },
        rollout("selector", [], ["waves", "items", "selector"]) { "{ waves: [{ name: a, selector: \($0) }] }" },
        rollout(
            "expression", [("key", "tier"), ("operator", "In"), ("values", "[a]")],
            ["waves", "items", "selector", "matchExpressions", "items"]
        ) { "{ waves: [{ name: a, selector: { matchExpressions: [\($0)] } }] }" },
        rollout("check", [("name", "smoke"), ("webhook", "{ target: smoke }")], ["waves", "items", "checks", "items"]) {
            "{ waves: [{ name: a, checks: [\($0)] }] }"
        },
        rollout(
            "check before", [("name", "smoke"), ("webhook", "{ target: smoke }")],
            ["waves", "items", "before", "items"]
        ) { "{ waves: [{ name: a, before: [\($0)] }] }" },
        rollout(
            "prometheus", [("server", "main"), ("query", "up")], ["checks", "items", "prometheus"]
        ) { "{ checks: [{ name: a, expect: \"< 1\", prometheus: \($0) }] }" },
        rollout("webhook", [("target", "smoke")], ["checks", "items", "webhook"]) {
            "{ checks: [{ name: a, webhook: \($0) }] }"
        },
        rollout(
            "window", [("start", "\"02:00\""), ("duration", "4h"), ("timeZone", "UTC")], ["windows", "items"]
        ) { "{ windows: [\($0)] }" },
        rollout("freeze", [("from", "2026-12-24"), ("to", "2027-01-02")], ["freezes", "items"]) {
            "{ freezes: [\($0)] }"
        },
    ]

    private static func rollout(
        _ name: String, _ base: [Entry], _ path: [String], _ spec: @escaping @Sendable (String) -> String
    ) -> SchemaTable {
        let place =
            ["allOf", "1", "then", "properties", "spec"] + path.flatMap { $0 == "items" ? [$0] : ["properties", $0] }
        return SchemaTable(name: name, base: base, place: place) { flow(root(spec($0), kind: "Rollout")) }
    }

    private static let fleetPlace = ["allOf", "0", "then", "properties", "spec"]
    private static let fleetBase: [Entry] = [
        ("region", "cn-north-4"), ("projectID", "054e292c9880d4992f02c0196d3ea468"),
        ("kernelVersion", "2.0.75.260400"), ("instances", "[{ id: \(orders) }]"),
    ]
    private static let fleetText = flow(fleetBase)

    private static func root(_ spec: String, kind: String = "Fleet") -> [Entry] {
        [("apiVersion", "dbconverge/v1"), ("kind", kind), ("metadata", "{ name: orders }"), ("spec", spec)]
    }

    private static func flow(_ entries: [Entry]) -> String {
        "{ " + entries.map { "\($0.key): \($0.value)" }.joined(separator: ", ") + " }"
    }
}
