public import Client
public import Fleet
public import FoundationEssentials

/// A cloud whose offers are remembered for a while, for what only looks at it again and again: an offer needs a call for
/// each instance, and moves every few months.
///
/// An offer is read anew once it is five minutes old, or once the list shows another current version.
public struct RememberedOffers: Cloud {
    private let cloud: any Cloud
    private let clock: any WallClock
    private let memory = Memory()

    /// Seconds.
    private static let maximumAge = 300.0

    private actor Memory {
        var offers: [InstanceID: Offer] = [:]

        func keep(_ instances: [ObservedInstance]) {
            for one in instances where offers[one.id].map({ $0.current != one.current }) ?? false {
                offers[one.id] = nil
            }
        }

        func add(_ readings: [InstanceID: Result<Offer, CloudError>]) {
            for (id, reading) in readings { offers[id] = try? reading.get() }
        }

        func known(_ ids: [InstanceID], readSince start: Date) -> [InstanceID: Offer] {
            var known: [InstanceID: Offer] = [:]
            for id in ids { if let offer = offers[id], offer.readAt >= start { known[id] = offer } }
            return known
        }
    }

    /// A cloud that remembers.
    public init(_ cloud: any Cloud, clock: any WallClock = SteadyClock.shared) {
        (self.cloud, self.clock) = (cloud, clock)
    }

    /// Reads those that are not known.
    public func offers(for instances: [InstanceID]) async throws -> [InstanceID: Result<Offer, CloudError>] {
        let known = await memory.known(instances, readSince: clock.now.addingTimeInterval(-Self.maximumAge))
        let read = try await cloud.offers(for: instances.filter { known[$0] == nil })
        await memory.add(read)
        return known.mapValues { .success($0) }.merging(read) { $1 }
    }

    /// Reads the list, and forgets the offers that it contradicts.
    public func instances() async throws -> [ObservedInstance] {
        let instances = try await cloud.instances()
        await memory.keep(instances)
        return instances
    }
}

/// The calls that the cloud itself answers.
extension RememberedOffers {
    /// Reads them by their ids.
    public func instances(_ ids: [InstanceID]) async throws -> [ObservedInstance] { try await cloud.instances(ids) }

    /// Requests an upgrade.
    public func submit(
        _ request: UpgradeRequest, notAfter: Date?, objection: (@Sendable () async -> String?)?
    ) async throws {
        try await cloud.submit(request, notAfter: notAfter, objection: objection)
    }

    /// Reads those in flight.
    public func runningUpgrades() async throws -> [UpgradeJob] { try await cloud.runningUpgrades() }

    /// Reads those of any phase.
    public func delayedUpgrades() async throws -> [UpgradeJob] { try await cloud.delayedUpgrades() }

    /// Reads those that failed.
    public func failedUpgrades(since: Date) async throws -> [UpgradeJob] {
        try await cloud.failedUpgrades(since: since)
    }

    /// Reads those that ended well.
    public func completedUpgrades(since: Date) async throws -> [UpgradeJob] {
        try await cloud.completedUpgrades(since: since)
    }

    /// Cancels them.
    public func cancelScheduled(jobs ids: [String]) async throws -> [String] {
        try await cloud.cancelScheduled(jobs: ids)
    }

    /// Starts them.
    public func startPrechecks(
        of instances: [InstanceID], from: KernelVersion
    ) async throws -> [InstanceID: Result<Void, CloudError>] {
        try await cloud.startPrechecks(of: instances, from: from)
    }

    /// Reads their results.
    public func precheckResults(
        for instances: [InstanceID], from: KernelVersion
    ) async throws -> [InstanceID: Result<PrecheckResult?, CloudError>] {
        try await cloud.precheckResults(for: instances, from: from)
    }

    /// Reads the windows.
    public func maintenanceWindows(of instances: [InstanceID]) async throws -> [InstanceID: DailyWindow] {
        try await cloud.maintenanceWindows(of: instances)
    }
}
