import TestSupport

@testable import GitSource

/// One bent repository and what is asked of it.
struct FuzzCase {
    /// How it is asked.
    enum Question { case files, revision, relation(earlier: String), workTree }

    /// What came of it.
    enum Answer {
        case good
        case refused(GitSourceError)
        case wrong(String)
    }

    let number: Int
    let form: FuzzBase.Form
    let question: Question
    let request: GitRequest
    let changes: [FuzzChange]

    /// The case of a number; with `altersOnly`, one whose only damage is another content under the id of a loose object.
    init(_ number: Int, _ bases: [FuzzBase], _ truth: FuzzTruth, altersOnly: Bool = false) {
        let base = bases[number % bases.count]
        var bender = FuzzBender(seed: UInt64(number), base, commits: truth.commits)
        (self.number, form) = (number, base.form)
        let (oid, earlier) = (bender.pick(truth.commits), bender.pick(truth.commits))
        let refs = FuzzTruth.names + [oid, String(oid.prefix(8)), "main@\(truth.commits[0])"]
        var request = FuzzTruth.request(base, ref: bender.pick(refs), path: bender.pick(FuzzTruth.paths))
        if altersOnly { request.ref = oid }
        switch altersOnly ? 9 : bender.below(10) {
        case 0:
            question = .revision
            request.paths = nil
        case 1:
            question = .relation(earlier: earlier)
            (request.ref, request.paths, request.earlier) = (oid, nil, earlier)
        case 2:
            question = .workTree
            (request.ref, request.paths, request.readsWorkTree) = ("HEAD", [], true)
        default: question = .files
        }
        self.request = request
        changes = altersOnly ? [bender.alteration()] : bender.changes()
    }

    /// Bends the repository, asks, and mends it again.
    func play(
        _ base: FuzzBase, _ truth: FuzzTruth, by child: GitChild?,
        read: (GitRequest, GitChild?) throws(GitSourceError) -> Snapshot = { request, child throws(GitSourceError) in
            try request.snapshot(by: child)
        }
    ) throws -> Answer {
        for change in changes { try base.put(change.content, at: change.path) }
        let answer = ask(truth, by: child, read)
        try base.mend()
        return answer
    }

    private func ask(
        _ truth: FuzzTruth, by child: GitChild?, _ read: (GitRequest, GitChild?) throws(GitSourceError) -> Snapshot
    ) -> Answer {
        do throws(GitSourceError) {
            let complaint: String?
            switch question {
            case .files:
                complaint = truth.complaint(
                    try read(request, child), for: request, referencesAreIntact: referencesAreIntact)
            case .revision:
                complaint = truth.complaint(
                    try request.revision(by: child), for: request, referencesAreIntact: referencesAreIntact)
            case .relation(let earlier):
                complaint = truth.complaint(try request.relation(by: child), of: request.ref, to: earlier)
            case .workTree:
                // Nothing vouches for files on disk: that an answer comes at all is what counts.
                _ = try request.snapshot(by: child)
                complaint = nil
            }
            return complaint.map(Answer.wrong) ?? .good
        } catch {
            if case .workTree = question { return .refused(error) }
            return truth.complaint(error).map(Answer.wrong) ?? .refused(error)
        }
    }

    /// Whether only objects were bent, and what is made of them.
    private var referencesAreIntact: Bool {
        changes.allSatisfy { $0.path.contains("/objects/") || $0.path.hasSuffix("/index") }
    }
}

extension FuzzCase: CustomStringConvertible {
    var description: String {
        """
        repository \(number) (\(form)): \(question) of `\(request.ref)` below `\(request.paths?.first ?? "-")`; \
        \(changes.map(\.description).joined(separator: ", "))
        """
    }
}
