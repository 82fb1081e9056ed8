import Client
public import Fleet
import FoundationEssentials
import Synchronization

extension Reconciliation {
    /// What is offered to every instance of the fleets, also to those in sync, and `withUnmanaged` to those of their
    /// locations that are in no fleet. Changes nothing.
    ///
    /// Costs one list call for each hundred instances of a location and one version query for each instance; `tell` is
    /// told how many of these have been answered, of how many. `declared` names every instance of every fleet of the
    /// commit: what another fleet declares is not unmanaged.
    public func offers(
        declared: Set<InstanceID>, withUnmanaged: Bool, tell: @escaping @Sendable (_ read: Int, _ all: Int) -> Void
    ) async -> OffersReport {
        let begin = clock.now
        let listings: [Result<FleetListing, PlanReport.Failure>] = await forEach { fleet, session in
            do {
                let session = try session.get()
                let (all, unlisted) = try await session.observer.instances(for: fleet, notBefore: begin)
                return .success(FleetListing(fleet: fleet, session: session, all: all, unlisted: unlisted))
            } catch {
                return .failure(PlanReport.Failure(fleet: fleet.name, message: "\(error)"))
            }
        }
        var (work, failures): ([OfferQuery], [PlanReport.Failure]) = ([], [])
        var locations: Set<OfferQuery.Place> = []
        var unmanaged: [OfferQuery] = []
        for listing in listings {
            switch listing {
            case .success(let listing):
                work.append(listing.query)
                guard withUnmanaged, locations.insert(listing.query.place).inserted else { continue }
                let others = listing.unmanaged(besides: declared)
                if !others.group.instances.isEmpty { unmanaged.append(others) }
            case .failure(let failure): failures.append(failure)
            }
        }
        work += unmanaged.sorted { ($0.group.region, $0.group.project) < ($1.group.region, $1.group.project) }
        let progress = Progress(all: work.reduce(0) { $0 + $1.asked.count }, tell)
        let groups = await read(work, progress)
        for group in groups { if case .failure(let failure) = group { failures.append(failure) } }
        return OffersReport(groups: groups.compactMap { try? $0.get() }, failures: failures, calls: progress.all)
    }

    private func read(_ work: [OfferQuery], _ progress: Progress) async -> [Result<OfferGroup, PlanReport.Failure>] {
        await withTaskGroup(of: (Int, Result<OfferGroup, PlanReport.Failure>).self) { group in
            for (index, query) in work.enumerated() {
                group.addTask {
                    let answer = await query.answer(progress)
                    return (index, answer)
                }
            }
            var answers: [(index: Int, answer: Result<OfferGroup, PlanReport.Failure>)] = []
            for await answer in group { answers.append(answer) }
            return answers.sorted { $0.index < $1.index }.map(\.answer)
        }
    }

    /// How many queries have been answered, of all fleets together.
    fileprivate final class Progress: Sendable {
        let all: Int
        private let read = Mutex(0)
        private let tell: @Sendable (Int, Int) -> Void

        init(all: Int, _ tell: @escaping @Sendable (Int, Int) -> Void) {
            (self.all, self.tell) = (all, tell)
            tell(0, all)
        }

        func add(_ count: Int) {
            read.withLock { read in
                read += count
                tell(read, all)
            }
        }
    }
}

/// A fleet and what its location lists.
private struct FleetListing: Sendable {
    var fleet: DesiredFleet
    var session: LocationSession
    var all: ObservedInstances
    /// Declared instances that the list lacks and the cloud has.
    var unlisted: [ObservedInstance]

    /// For the declared instances.
    var query: OfferQuery {
        let seen = all.merging(unlisted)
        let instances = fleet.instances.map { desired in
            let seen = seen[desired.id]
            return InstanceOffer(
                id: desired.id, name: seen?.name ?? desired.name, current: seen?.currentText,
                declared: desired.version, reading: seen == nil ? .missing : .nothing)
        }
        return query(of: fleet.name, instances)
    }

    /// For those of the location that no fleet declares.
    func unmanaged(besides declared: Set<InstanceID>) -> OfferQuery {
        let others = all.values.filter { !declared.contains($0.id) }.sorted { $0.id < $1.id }
        return query(
            of: nil,
            others.map {
                InstanceOffer(id: $0.id, name: $0.name, current: $0.currentText, declared: nil, reading: .nothing)
            })
    }

    private func query(of fleet: String?, _ instances: [InstanceOffer]) -> OfferQuery {
        OfferQuery(
            cloud: session.cloud,
            group: OfferGroup(
                fleet: fleet, region: self.fleet.location.region, project: session.project, instances: instances))
    }
}

/// The offers of one group, to be read.
private struct OfferQuery: Sendable {
    /// One project in one region, whichever way to it a fleet names.
    struct Place: Hashable {
        var region: String
        var project: ProjectID
    }

    var cloud: any Cloud
    var group: OfferGroup

    /// How many offers are read before their number is told.
    private static let portion = 100

    var place: Place { Place(region: group.region, project: group.project) }

    /// The instances that the cloud has.
    var asked: [InstanceID] { group.instances.filter { $0.reading != .missing }.map(\.id) }

    /// The group with what is offered; a failure that concerns every call is the whole group's.
    func answer(_ progress: Reconciliation.Progress) async -> Result<OfferGroup, PlanReport.Failure> {
        var (rest, readings) = (asked[...], [InstanceID: Result<Offer, CloudError>]())
        do {
            while !rest.isEmpty {
                let portion = Array(rest.prefix(Self.portion))
                rest = rest.dropFirst(portion.count)
                readings.merge(try await cloud.offers(for: portion)) { $1 }
                progress.add(portion.count)
            }
        } catch {
            let name = group.fleet ?? "the instances in no fleet (\(group.region), project \(group.project))"
            return .failure(PlanReport.Failure(fleet: name, message: "\(error)"))
        }
        var group = group
        for index in group.instances.indices {
            guard let reading = readings[group.instances[index].id] else { continue }
            group.instances[index].reading = group.instances[index].reading(reading)
        }
        return .success(group)
    }
}

extension InstanceOffer {
    /// What is offered where it already runs is nothing.
    fileprivate func reading(_ result: Result<Offer, CloudError>) -> Reading {
        switch result {
        case .success(let offer): offer.offered.flatMap { $0.description == current ? nil : .offered($0) } ?? .nothing
        case .failure(let error): .unreadable("\(error)")
        }
    }
}
