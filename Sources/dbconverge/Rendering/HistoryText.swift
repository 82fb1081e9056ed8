import Fleet
import FoundationEssentials
import Journal
import Planning
import Reconciler
import Text

/// The runs of the past.
struct HistoryText {
    var style: Style

    func render(_ runs: [RunRecord], _ interventions: [Intervention] = [], upgrades: Bool) -> String {
        let text = render(runs, upgrades: upgrades)
        guard !interventions.isEmpty else { return text }
        let table = TextTable(header: Intervention.header, rows: interventions.map(\.cells))
        let lines = table.render(indent: "") { row, _, text in row == nil ? style.paint(text, .faint) : text }
        return ([text, "", "What people did:"] + lines).joined(separator: "\n")
    }

    private func render(_ runs: [RunRecord], upgrades: Bool) -> String {
        guard !runs.isEmpty else { return "The journal remembers no run." }
        let table = TextTable(header: RunRecord.header, rows: runs.map(\.cells))
        let lines = table.render(indent: "") { row, column, text in
            guard let row else { return style.paint(text, .faint) }
            return column == 2 ? style.paint(text, runs[row].color) : text
        }
        guard upgrades else { return lines.joined(separator: "\n") }
        let rows = runs.flatMap(\.upgradeCells)
        guard !rows.isEmpty else { return (lines + ["", "They requested nothing."]).joined(separator: "\n") }
        let asked = TextTable(header: RunRecord.upgradeHeader, rows: rows)
        return
            (lines + [""] + asked.render(indent: "") { row, _, text in row == nil ? style.paint(text, .faint) : text })
            .joined(separator: "\n")
    }

    static func markdown(
        _ runs: [RunRecord], _ interventions: [Intervention] = [], upgrades: Bool,
        commands: CommandHints = CommandHints()
    ) -> String {
        let text = markdown(runs, upgrades: upgrades, commands)
        guard !interventions.isEmpty else { return text }
        let table = PlanMarkdown.table(Intervention.header, interventions.map(\.cells))
        return ([text, "", "What people did:", ""] + table).joined(separator: "\n")
    }

    private static func markdown(_ runs: [RunRecord], upgrades: Bool, _ commands: CommandHints) -> String {
        guard !runs.isEmpty else { return "The journal remembers no run." }
        let lines = PlanMarkdown.table(RunRecord.header, runs.map(\.cells))
        let rows = upgrades ? runs.flatMap(\.upgradeCells) : []
        return Markdown.document(
            lines + (rows.isEmpty ? [] : [""] + PlanMarkdown.table(RunRecord.upgradeHeader, rows)),
            rest: "\(Markdown.code(commands.history())) lists all")
    }
}

extension RunRecord {
    fileprivate static let header = [
        "STARTED", "FLEET", "RESULT", "REQUESTED", "COMPLETED", "TOOK", "REVISION", "WHERE",
    ]
    fileprivate static let upgradeHeader = ["REQUESTED AT", "FLEET", "INSTANCE", "FROM", "TO", "OUTCOME", "DETAIL"]

    fileprivate var cells: [String] {
        [
            start.startedAt.second, start.fleet.name, completion?.text ?? "not ended",
            completion.map { "\($0.requests)" } ?? "-",
            completion.map { "\($0.completed)" } ?? "-",
            completion.map { DurationWords.of($0.endedAt.timeIntervalSince(start.startedAt)) } ?? "-",
            start.revision + (start.author.map { " by \($0)" } ?? ""), start.origin,
        ]
    }

    fileprivate var upgradeCells: [[String]] {
        upgrades.map { one in
            [
                one.sentAt.second, start.fleet.name, one.instance.description, one.from.description,
                one.target.description, one.outcome ?? one.presumedFailed ?? "open",
                one.detail ?? (one.outcome == nil ? one.presumedFailedMessage : nil) ?? "",
            ]
        }
    }

    fileprivate var color: Style.Color? {
        switch completion?.result {
        case "converged": .green
        case "failed": .red
        default: .yellow
        }
    }
}

extension RunCompletion {
    /// How it ended; what converged but for what was left out says so.
    fileprivate var text: String { result == RunResult.converged.name ? message ?? result : result }
}

extension RunStart {
    /// Who made the run, and where.
    fileprivate var origin: String {
        (user.map { "\($0) on " } ?? "") + "\(host), process \(pid)" + (job.map { ", \($0)" } ?? "")
    }
}

/// How long something took, for people: `4 s`, `12 min`, `3 h 5 min`.
enum DurationWords {
    static func of(_ seconds: Double) -> String {
        let whole = Int(max(0, seconds).rounded())
        if whole < 120 { return "\(whole) s" }
        if whole < 7200 { return "\(whole / 60) min" }
        return "\(whole / 3600) h \(whole % 3600 / 60) min"
    }
}

/// The JSON answer of `history`.
struct HistoryDocument: Encodable {
    var schemaVersion = 1
    var runs: [Run]
    var interventions: [InterventionDocument.Item]

    struct Run: Encodable {
        var fleet, region, project, revision, host: String
        var pid: Int32
        var startedAt: Date
        var endedAt: Date?
        var user, job, author: String?
        var result, message: String?
        var requests, completed: Int?
        var upgrades: [Upgrade]
    }

    struct Upgrade: Encodable {
        var instance, from, target, declared: String
        var sentAt: Date
        var outcome, detail: String?
        var endedAt: Date?
        /// Why it is presumed failed before it ended, such as `stuck`.
        var presumedFailed, presumedFailedMessage: String?
    }

    init(_ records: [RunRecord], _ interventions: [Intervention] = []) {
        self.interventions = interventions.map(InterventionDocument.Item.init)
        runs = records.map { run in
            Run(
                fleet: run.start.fleet.name, region: run.start.fleet.region,
                project: run.start.fleet.project.description, revision: run.start.revision, host: run.start.host,
                pid: run.start.pid, startedAt: run.start.startedAt, endedAt: run.completion?.endedAt,
                user: run.start.user,
                job: run.start.job, author: run.start.author, result: run.completion?.result,
                message: run.completion?.message,
                requests: run.completion?.requests, completed: run.completion?.completed,
                upgrades: run.upgrades.map {
                    Upgrade(
                        instance: $0.instance.description, from: $0.from.description, target: $0.target.description,
                        declared: $0.declared.description, sentAt: $0.sentAt, outcome: $0.outcome, detail: $0.detail,
                        endedAt: $0.endedAt, presumedFailed: $0.presumedFailed,
                        presumedFailedMessage: $0.presumedFailedMessage)
                })
        }
    }
}
