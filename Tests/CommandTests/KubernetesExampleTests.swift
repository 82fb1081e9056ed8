import Foundation
import TestSupport
import Testing

/// The example for Kubernetes passes the schemas of Kubernetes, and gives a run what it needs and no more.
@Suite struct KubernetesExampleTests {
    static let folder = testsFolder.deletingLastPathComponent().appending(path: "examples/kubernetes")

    private static func problems(in folder: URL) throws -> String {
        String(decoding: try Reference.run("kubernetes.py", [folder.path]), as: UTF8.self)
    }

    @Test func theExamplePassesTheSchemas() throws {
        #expect(try Self.problems(in: Self.folder) == "")
    }

    /// A text of the example, what it is replaced by, and a word of what is then said.
    static let breaks = [
        ("schedule: \"*/15", "shedule: \"*/15", "'schedule'"),
        ("backoffLimit: 0", "backoffLimit: none", "none"),
        ("concurrencyPolicy: Forbid", "concurrencyPolicy: Replace", "two runs"),
        ("activeDeadlineSeconds: 9000", "activeDeadlineSeconds: 7200", "--timeout"),
        ("readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false", "readOnlyRootFilesystem"),
        ("DBCONVERGE_STATE: /var/lib/dbconverge/journal", "DBCONVERGE_STATE: /var/lib/dbconverge", "below a volume"),
        ("accessModes: [ReadWriteOncePod]", "accessModes: [ReadWriteMany]", "two pods"),
        ("terminationGracePeriodSeconds: 120", "terminationGracePeriodSeconds: 5", "terminationGracePeriodSeconds"),
    ]

    @Test(arguments: breaks) func aBrokenExampleIsRefused(old: String, new: String, word: String) throws {
        let copy = FileManager.default.temporaryDirectory.appending(path: "kubernetes-\(UUID().uuidString)")
        try FileManager.default.copyItem(at: Self.folder, to: copy)
        defer { try? FileManager.default.removeItem(at: copy) }
        let file = copy.appending(path: "dbconverge.yaml")
        let text = try String(contentsOf: file, encoding: .utf8)
        try #require(text.contains(old))
        try Data(text.replacing(old, with: new).utf8).write(to: file)
        let said = try Self.problems(in: copy)
        #expect(said.contains("dbconverge.yaml: ") && said.contains(word), "\(said)")
    }
}
