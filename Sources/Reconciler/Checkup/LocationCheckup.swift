import Client
public import Fleet

/// Tries every call that only reads at one location, and says what each of them needs.
public struct LocationCheckup: Sendable {
    private let subject: String
    private let cloud: any Cloud
    private let declared: Set<InstanceID>

    /// A check-up of a location, called `subject`, where these instances are declared.
    public init(_ subject: String, cloud: any Cloud, declared: Set<InstanceID>) {
        (self.subject, self.cloud, self.declared) = (subject, cloud, declared)
    }

    /// Makes the calls one after the other, and none after one that was answered with 401: more failures lock a key
    /// (`API.md` §3).
    public func findings() async -> [Finding] {
        let listed: [ObservedInstance]
        do {
            listed = try await cloud.instances()
        } catch {
            return Self.unlisted(error, of: subject)
        }
        var findings = [Finding(.endpoint, of: subject, .ok, "the API answers")]
        findings.append(
            Finding(.rights, of: subject, .ok, "instance:list is granted: \(listed.count) in the project"))
        let jobs = await right("task:list") {
            _ = try await cloud.runningUpgrades()
            _ = try await cloud.delayedUpgrades()
        }
        findings.append(jobs)
        let one = listed.first { declared.contains($0.id) } ?? listed.first
        if let one, let version = one.current {
            findings.append(
                await right("instance:get") {
                    for result in try await cloud.offers(for: [one.id]).values { _ = try result.get() }
                })
            findings.append(await precheck(one.id, version))
        }
        findings.append(
            Finding(
                .rights, of: subject, .skipped,
                "instance:upgrade and task:delete were not tried, because that would change something"))
        return findings + [instances(listed)]
    }

    private func right(_ name: String, _ call: () async throws -> Void) async -> Finding {
        do {
            try await call()
            return Finding(.rights, of: subject, .ok, "\(name) is granted")
        } catch {
            return Finding(.rights, of: subject, .failed, "\(name): \(Self.text(error))", hint: Self.hint(error))
        }
    }

    private func precheck(_ instance: InstanceID, _ version: KernelVersion) async -> Finding {
        do {
            for result in try await cloud.precheckResults(for: [instance], from: version).values {
                _ = try result.get()
            }
            return Finding(.rights, of: subject, .ok, "the region has the pre-check")
        } catch let error as CloudError where error.code == .notPublished {
            return Finding(
                .rights, of: subject, .warning, "the region has no pre-check",
                hint: "a rollout with 'precheck: required' holds every instance here; 'preferred' goes on without")
        } catch let error as CloudError where error.code == .forbidden {
            // The vendor asks for the right to upgrade also to read a result.
            return Finding(
                .rights, of: subject, .warning, "pre-check: \(Self.text(error))",
                hint: "plans work where pre-checks are off, runs do not; examples/iam has what each command needs")
        } catch {
            return Finding(.rights, of: subject, .failed, "pre-check: \(Self.text(error))", hint: Self.hint(error))
        }
    }

    private func instances(_ listed: [ObservedInstance]) -> Finding {
        let missing = declared.subtracting(listed.map(\.id)).sorted()
        guard let first = missing.first else {
            return Finding(.instances, of: subject, .ok, "all \(declared.count) that are declared are there")
        }
        return Finding(
            .instances, of: subject, .warning,
            "\(missing.count) of the \(declared.count) that are declared are not in the cloud, such as \(first)",
            hint: "check their ids, the project and the region")
    }

    private static func unlisted(_ error: any Error, of subject: String) -> [Finding] {
        let (words, hint) = (text(error), hint(error))
        guard let error = error as? CloudError else {
            return [Finding(.endpoint, of: subject, .failed, words, hint: hint)]
        }
        switch error.code {
        case .unauthorized:
            return [
                Finding(.endpoint, of: subject, .ok, "the API answers"),
                Finding(.rights, of: subject, .failed, words, hint: hint),
            ]
        case .forbidden:
            return [
                Finding(.endpoint, of: subject, .ok, "the API answers"),
                Finding(.rights, of: subject, .failed, "instance:list: \(words)", hint: hint),
            ]
        default: return [Finding(.endpoint, of: subject, .failed, words, hint: hint)]
        }
    }

    private static func text(_ error: any Error) -> String { (error as? CloudError)?.reason ?? "\(error)" }

    private static func hint(_ error: any Error) -> String? { (error as? CloudError)?.hint }
}
