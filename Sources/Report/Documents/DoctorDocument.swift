public import Reconciler

/// The JSON answer of `doctor`.
public struct DoctorDocument: Encodable {
    var schemaVersion = 1
    var findings: [Finding]

    /// Of findings.
    public init(_ findings: [Finding]) { self.findings = findings }
}
