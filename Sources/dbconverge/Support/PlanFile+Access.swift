import Client
import Fleet
import FoundationEssentials
import GitSource
import Planning
import Reconciler
import Report
import Text

extension PlanFile {
    /// The most bytes of a file; a plan of 100,000 instances has a tenth of it.
    private static let limit = 512 << 20

    /// Reads a plan file. Throws `Failure` for a file that is not to the byte what `save` wrote.
    static func read(_ path: String) throws(Failure) -> PlanFile {
        do throws(SmallFile.Failure) {
            let file = try SmallFile(path, atMost: limit)
            do throws(Problem) {
                return try PlanFile(reading: file.bytes, toolVersion: Root.version)
            } catch {
                throw .unreadable(error.description)
            }
        } catch {
            throw Failure(
                message: "the plan file '\(path)' \(error.reason); nothing was done",
                hint: "make a new plan with `plan --out FILE`")
        }
    }

    /// Writes it, as a whole or not at all, for its owner only.
    func save(_ path: String) throws(Failure) { try OutputFile.write(text, to: path, isPrivate: true) }
}

extension SavedPlan {
    /// The plan of a report in which every fleet could be read.
    init(
        _ report: PlanReport, of manifests: Manifests, _ source: SourceOptions, _ settings: Rollout.Settings,
        through access: CloudAccess, at now: Date
    ) throws {
        let regions = Dictionary(uniqueKeysWithValues: manifests.fleets.map { ($0.name, $0.location) })
        let fleets = try report.saved.map { fleet in
            var fleet = fleet
            fleet.endpoint = try regions[fleet.fleet].map { try access.endpoint(of: $0).description }
            return fleet
        }
        self.init(
            toolVersion: Root.version, madeAt: now,
            source: Source(
                ref: source.ref, revision: manifests.revision, commit: manifests.source.snapshot.revision.oid,
                paths: source.paths, chosenFleets: source.fleets, selector: source.selector?.text),
            settings: Settings(settings), fleets: fleets)
    }
}

extension Rollout.Settings {
    /// Those of a plan, for a run that ends at `deadline`.
    init(
        _ planned: SavedPlan.Settings, until deadline: Date? = nil, skipsGracePeriod: Bool = false,
        commands: CommandHints
    ) {
        self.init(
            pollInterval: .milliseconds(planned.pollMilliseconds),
            settleTime: .milliseconds(planned.settleMilliseconds),
            deadline: deadline, skipsGracePeriod: skipsGracePeriod, allowedChanges: planned.allowedChanges,
            commands: commands)
    }
}
