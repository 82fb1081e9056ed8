import Foundation
import Manifest
import TestSupport

let fixtures = testsFolder.appending(path: "Fixtures/manifests")

/// The names of the files in a folder of fixtures, without `.yaml`.
func fixtureNames(in folder: String) -> [String] {
    let files = try? FileManager.default.contentsOfDirectory(atPath: fixtures.appending(path: folder).path)
    return (files ?? []).filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
}

func fixture(_ name: String) throws -> SourceFile {
    SourceFile(path: name, bytes: Array(try Data(contentsOf: fixtures.appending(path: name))))
}

func file(_ text: String, path: String = "fleet.yaml") -> SourceFile {
    SourceFile(path: path, bytes: Array(text.utf8))
}

let orders = "6754902da1f447269c6979b0590102a5in07"
let stock = "61a4ea66210545909d74a05c27a7179ein07"

/// A Fleet with what it must have, and more keys of its spec.
func fleet(_ name: String = "orders", spec: String = "", instances: String = "[{ id: \(orders) }]") -> String {
    """
    apiVersion: dbconverge/v1
    kind: Fleet
    metadata: { name: \(name) }
    spec:
      region: cn-north-4
      projectID: 054e292c9880d4992f02c0196d3ea468
      kernelVersion: 2.0.75.260400
      instances: \(instances)
    \(spec.split(separator: "\n").map { "  \($0)\n" }.joined())
    """
}

/// A Rollout named `careful`.
func rollout(_ spec: String) -> String {
    """
    apiVersion: dbconverge/v1
    kind: Rollout
    metadata: { name: careful }
    spec: \(spec)

    """
}
