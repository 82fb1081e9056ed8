import Planning

/// Signatures of each kind, and a plan that was believed for them.
enum SampleSignatures {
    static let ssh = RevisionSignature(
        kind: "ssh", signer: "ops@example.org", fingerprint: "SHA256:WoxsrX8XS4KVgkHSDfgT50JKabdhGqlOuvSDViASmBs")
    static let openpgp = RevisionSignature(
        kind: "openpgp", signer: "Grace Hopper <grace@example.org>",
        fingerprint: "243FA53EF0ED180512282F0938DBFAE5AC210E1B")
    static let commit = RevisionSignatures(commit: ssh)
    static let both = RevisionSignatures(commit: ssh, tag: openpgp)
}

extension SamplePlan {
    /// With a fleet of which something is to do, and one that is in sync.
    static func signed(_ signatures: RevisionSignatures = SampleSignatures.both) throws -> Plan {
        var plan = try paused()
        (plan.signature, plan.tagSignature) = (signatures.commit, signatures.tag)
        var idle = try idle().fleets[0]
        idle.fleet = "users"
        plan.fleets.append(idle)
        return plan
    }
}
