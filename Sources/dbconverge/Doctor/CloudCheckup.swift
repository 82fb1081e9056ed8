import Client
import Fleet
import Logging
import Reconciler
import Text

/// Checks what the network has to give: the servers of checks, then credentials, endpoints, the clock and the rights, one location after the other.
struct CloudCheckup {
    let options: CloudOptions
    let logger: Logger
    let warn: @Sendable (String) -> Void

    /// What was found at the locations of these fleets, and of the servers of checks that they and those name that they
    /// follow among all that are `declared`.
    func findings(of fleets: [DesiredFleet], among declared: [DesiredFleet]) async -> [Finding] {
        let byLocation = Dictionary(grouping: fleets, by: \.location).sorted { $0.key.text < $1.key.text }
        guard !byLocation.isEmpty else {
            return [Finding(.credentials, .skipped, "there is no fleet whose cloud could be asked")]
        }
        do {
            return try await CloudAccess.with(options, logger: logger, warn: warn) { access in
                var findings = await access.checkFindings(of: fleets.withFollowed(among: declared))
                // One after the other: bad credentials that several locations share are then tried once.
                for (location, fleets) in byLocation {
                    findings += await Self.findings(of: location, fleets, access)
                }
                return findings
            }
        } catch let failure as Failure {
            return [Finding(.endpoint, .failed, failure.message, hint: failure.hint)]
        } catch {
            return [Finding(.endpoint, .failed, "\(error)")]
        }
    }

    private static func findings(
        of location: Location, _ fleets: [DesiredFleet], _ access: CloudAccess
    ) async -> [Finding] {
        let subject = location.text
        var findings: [Finding] = []
        do {
            findings.append(Finding(.credentials, of: subject, .ok, "from \(try await access.origin(of: location))"))
        } catch {
            return [
                Finding(.credentials, of: subject, .failed, "\(error)", hint: "docs/credentials.md has all sources")
            ]
        }
        let watch = access.clockWatch()
        do {
            let (_, cloud) = try await access.client(for: location, through: watch)
            let declared = Set(fleets.flatMap { $0.instances.map(\.id) })
            let seen = await LocationCheckup(subject, cloud: cloud, declared: declared).findings()
            findings += clock(watch, subject) + seen
        } catch {
            findings += clock(watch, subject)
            findings.append(Finding(.endpoint, of: subject, .failed, "\(error)"))
        }
        return findings
    }

    /// Clocks more than 15 minutes apart are refused (`API.md` §4).
    private static func clock(_ watch: ClockWatch, _ subject: String) -> [Finding] {
        guard let ahead = watch.secondsAhead else { return [] }
        let seconds = Int(abs(ahead).rounded())
        let words = "this machine's clock is \(seconds.of("second")) \(ahead > 0 ? "behind" : "ahead of") the cloud's"
        let hint = "set it by NTP: requests whose times differ by more than 15 minutes are refused"
        switch seconds {
        case ...5: return [Finding(.clock, of: subject, .ok, "this machine's clock and the cloud's agree")]
        case ...600: return [Finding(.clock, of: subject, .warning, words, hint: hint)]
        default: return [Finding(.clock, of: subject, .failed, words, hint: hint)]
        }
    }
}

extension Location {
    /// The region, the project and the profile, for people.
    fileprivate var text: String {
        let project = if case .id(let id) = project { id.description } else { "auto" }
        return "\(region), project \(project)" + (credentials.map { ", profile '\($0)'" } ?? "")
    }
}
