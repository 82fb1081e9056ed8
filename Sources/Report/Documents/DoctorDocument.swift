public import Reconciler

/// The JSON answer of `doctor`.
public struct DoctorDocument: Encodable {
    var schemaVersion = 1
    var findings: [Finding]
    /// Nil: everything was read and chosen.
    var selection: Selection?

    /// Of findings.
    public init(_ findings: [Finding], selection: Selection = Selection()) {
        (self.findings, self.selection) = (findings, selection.document)
    }
}
