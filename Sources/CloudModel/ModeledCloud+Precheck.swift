import Fleet
package import FoundationEssentials

/// The outcome of a pre-check over some instances.
package struct Precheck: Sendable {
    package struct Item: Sendable {
        package let name, description, object: String
        package let passed: Bool
    }

    package let finished: Date
    package let items: [Item]

    package var passed: Bool { items.allSatisfy(\.passed) }
}

extension ModeledCloud {
    /// Starts a pre-check and returns a job for each instance (`API.md` §1, Pre-check).
    package mutating func precheck(_ members: [UpgradeMember], at now: Date) throws(SimulatedError) -> [String] {
        advance(to: now)
        let indices = try precheckedIndices(of: members)
        let finished = self.now.addingTimeInterval(settings.precheckDuration.inSeconds)
        prechecks[Set(members.map(\.instanceID))] = Precheck(
            finished: finished,
            items: zip(indices, members).flatMap { items(for: states[$0].instance, sent: $1.currentVersion) })
        return indices.map { index in
            add(
                UpgradeTask(
                    id: random.identifier(), kind: .precheck, instance: index, created: self.now,
                    visibleFrom: self.now.addingTimeInterval(settings.jobVisibilityDelay.inSeconds),
                    duration: settings.precheckDuration.inSeconds, fails: false, startsAt: self.now,
                    endsAt: finished))
        }
    }

    /// The last finished pre-check of exactly these instances. Without one the settings say what is thrown;
    /// an empty result is the route's to make.
    package mutating func precheckResult(_ members: [UpgradeMember], at now: Date) throws(SimulatedError) -> Precheck {
        guard let result = try lastPrecheck(members, at: now) else {
            switch settings.precheckMissing {
            case .notFound, .empty:
                throw SimulatedError(
                    status: 404, code: "DBS.280404", message: "No pre-check result of these DB instances.")
            case .refused:
                throw SimulatedError(status: 400, code: "DBS.200001", message: "No pre-check has been run.")
            }
        }
        return result
    }

    /// The last finished pre-check of exactly these instances, if there is one.
    package mutating func lastPrecheck(_ members: [UpgradeMember], at now: Date) throws(SimulatedError) -> Precheck? {
        advance(to: now)
        _ = try precheckedIndices(of: members)
        return prechecks[Set(members.map(\.instanceID))].flatMap { $0.finished <= self.now ? $0 : nil }
    }

    private func precheckedIndices(of members: [UpgradeMember]) throws(SimulatedError) -> [Int] {
        guard settings.precheckPublished else { throw .notPublished }
        guard !members.isEmpty, members.count <= Self.maximumBatch else {
            throw .badParameter("databases_instance_infos must name 1 to \(Self.maximumBatch) instances")
        }
        guard Set(members.map(\.currentVersion)).count == 1 else {
            throw .badParameter("the instances of a pre-check must all have one current_version")
        }
        var indices: [Int] = []
        for member in members { indices.append(try index(of: member.instanceID, status: 400)) }
        return indices
    }

    private func items(for instance: CloudInstance, sent version: String?) -> [Precheck.Item] {
        let id = instance.id.description
        let right = version == instance.version.description && instance.offered != nil
        return [
            Precheck.Item(
                name: "upgrade permission", description: "The instance may be upgraded.", object: id, passed: true),
            Precheck.Item(
                name: "instance version", description: "The version can be upgraded.", object: id, passed: right),
            Precheck.Item(
                name: "resource", description: "The instance is healthy and has two nodes or more.", object: id,
                passed: instance.status == "normal" && instance.nodes > 1),
            Precheck.Item(
                name: "feature compatibility", description: "The features in use are compatible.", object: id,
                passed: !instance.failsPrecheck),
        ]
    }
}
