import CloudModel
import Fleet
import Forecast
import Foundation
import Planning

/// What the cloud does, and what the tool is shown of it.
extension Simulation {
    /// Misfortunes between two observations.
    mutating func change() throws(Violation) {
        advance()
        if happens(scenario.faults.pause) { togglePause() }
        if happens(scenario.faults.movingRef) { moveRef() }
        if happens(scenario.faults.clockSet) { setClock() }
        if happens(scenario.faults.retryDuringRun) { retry() }
        for index in scenario.cloud.instances.indices {
            let id = scenario.cloud.instances[index].id
            guard let instance = model[id] else { continue }
            if happens(scenario.faults.movingOffer), !instance.offers.isEmpty {
                let newer = Scenario.chain.filter { $0 > instance.version }
                try? model.setOffers(
                    of: id.description, to: newer.suffix(Int.random(in: 0...2, using: &scenario.random)),
                    at: now)
            }
            guard isAtRest(id) else { continue }
            if happens(scenario.faults.vendorUpgrade) {
                _ = try? model.upgrade(id.description, delay: false, at: now)
            }
            if happens(scenario.faults.changingStatus) {
                try? model.setStatus(
                    of: id.description, to: scenario.random.pick(Scenario.statuses), at: now)
            }
        }
    }

    private mutating func togglePause() {
        pause =
            pause == nil
            ? Pause(
                user: "ada", host: "h", at: toolNow, reason: "r",
                until: Bool.random(using: &scenario.random) ? toolNow + 3600 : nil,
                cancelsScheduled: Bool.random(using: &scenario.random)) : nil
    }

    /// A commit that declares something else; the run goes on with the one that it has read.
    private mutating func moveRef() {
        isRefMoved = true
        changeDeclaration()
    }

    /// Lets happen what is due, and keeps count of what the tool requested.
    mutating func advance() {
        model.advance(to: now)
        for id in alive where isAtRest(id) { alive.remove(id) }
        for task in model.tasks where task.phase == .failed {
            guard let declared = requested[task.id] else { continue }
            requested[task.id] = nil
            let instance = model.instances[task.instance]
            failures[instance.id, default: []].append((task.ended ?? now, task.id, instance.version, declared))
        }
        reachedVersions.add(from: model)
    }

    /// A person declares another version, or suspends the fleet or lets it go on.
    mutating func changeDeclaration() {
        defer { tolerate(scenario.desired) }
        switch Int.random(in: 0..<3, using: &scenario.random) {
        case 0: scenario.desired.suspend.toggle()
        case 1:
            let version = Scenario.chain[Int.random(in: 2...6, using: &scenario.random)]
            for index in scenario.desired.instances.indices {
                scenario.desired.instances[index].version = version
                scenario.desired.instances[index].via = scenario.desired.instances[index].via.filter {
                    $0 < version
                }
            }
        default:
            let index = scenario.random.pick(Array(scenario.desired.instances.indices))
            scenario.desired.instances[index].suspend.toggle()
        }
    }

    mutating func observe(_ reading: JobReading) -> Event {
        shown.append((now, model.instances))
        if shown.count > 8, shown[1].time <= now - scenario.faults.listLag { shown.removeFirst() }
        if happens(scenario.faults.failingObservation) {
            return .observationFailed(message: "unreachable", isFinal: false)
        }
        observations.append(now)
        told = shown.last { $0.time <= now - scenario.faults.listLag }?.instances ?? shown[0].instances
        reachedVersions.show(told, to: scenario.desired.name, in: model)
        let seen = model.observation(
            of: scenario.desired, listing: told, reading: reading, at: now, clock: clock
        ) { $0.phase != .awaitingConfirmation || !scenario.faults.hidesUnconfirmed }
        toldInFlight = Set(seen.inFlight.keys)
        let timeToShow = Rollout.Settings(settleTime: scenario.settleTime).timeToShow / .seconds(1)
        return .observed(
            seen,
            ExternalState(
                offTargetStops: offTargetStops(),
                requestedElsewhere: requestedElsewhere(since: seen.startedAt - timeToShow),
                paused: pause, revision: isRefMoved ? .moved(to: "main@1") : .current,
                upstreams: upstreams(with: seen)))
    }

    mutating func read(_ ids: [InstanceID]) -> [InstanceID: OfferReading] {
        var result: [InstanceID: OfferReading] = [:]
        for id in ids {
            if happens(scenario.faults.failingOffer) {
                result[id] = .failed(message: "500", mayPass: true)
            } else if let latest = model.readOffer(of: id, at: now, clock: clock) {
                let offer = lagging(latest, of: id)
                readings[id] = offer
                result[id] = .read(offer)
            }
        }
        return result
    }

    /// What a version query says that shows what was.
    private func lagging(_ latest: Offer, of id: InstanceID) -> Offer {
        guard scenario.faults.queryLag > 0,
            let old = shown.last(where: { $0.time <= now - scenario.faults.queryLag })?.instances
                .first(where: { $0.id == id })
        else { return latest }
        return Offer(current: old.version, offered: old.offered, readAt: latest.readAt)
    }

    mutating func readPrechecks(_ ids: [InstanceID], _ from: KernelVersion) -> [InstanceID: PrecheckState] {
        let states = model.readPrechecks(of: ids, from: from, at: now, clock: clock)
        for case (let id, .result(let result)) in states { prechecks[id] = result }
        return states
    }

    /// A call may wait for its pace, for a connection or for credentials before it leaves.
    mutating func perform(_ request: UpgradeRequest, _ notAfter: Date) throws(Violation) -> Answer {
        if happens(scenario.faults.slowCall) { now += Double(Int.random(in: 1...90, using: &scenario.random)) }
        // What happens between an observation and a request.
        if happens(scenario.faults.pause) { togglePause() }
        if happens(scenario.faults.movingRef) { moveRef() }
        if system.readsPause, pause?.isActive(at: toolNow) == true { return .deferred(message: "paused") }
        if system.readsRef, isRefMoved { return .deferred(message: "moved") }
        guard toolNow < notAfter else { return .deferred(message: "too late") }
        try check(request)
        let before = asked
        asked.formUnion(request.instances)
        let isAgain = request.instances.contains { lostAnswers[$0] != nil }
        if happens(scenario.faults.lostBefore) || (isAgain && happens(scenario.faults.lostAgain)) {
            lose(request, isActedOn: false)
            return .unknown(message: "reset")
        }
        let free = request.instances.filter(isAtRest)
        defer {
            for id in free where !isAtRest(id) {
                alive.insert(id)
                guard let task = model.indices[id].flatMap({ model.states[$0].task }).map({ model.tasks[$0] }),
                    let declared = scenario.desired.instances.first(where: { $0.id == id })?.version,
                    let offered = readings[id]?.offered
                else { continue }
                requested[task.id] = declared
                reachedVersions.expect(task, fleet: scenario.desired.name, declared: declared, offered: offered)
            }
        }
        do throws(SimulatedError) {
            try upgrade(request)
        } catch {
            // What was refused, and was not acted on all the same, is no change.
            asked = before.union(request.instances.filter { free.contains($0) && !isAtRest($0) })
            return Answer(error, to: request)
        }
        guard happens(scenario.faults.lostAfter) else { return .accepted }
        lose(request, isActedOn: true)
        return .unknown(message: "reset")
    }

    /// As the model does, and as if it refused what is stubborn.
    private mutating func upgrade(_ request: UpgradeRequest) throws(SimulatedError) {
        let stubborn = request.instances.first(where: scenario.stubborn.contains)
        var rest = request
        rest.instances.removeAll(where: scenario.stubborn.contains)
        if stubborn != nil, model.settings.batchRefusal == .whole { rest.instances = [] }
        if !rest.instances.isEmpty { try model.upgrade(rest, at: now) }
        guard let stubborn else { return }
        let isNamed = model.settings.refusalNamesInstance
        throw .badParameter(isNamed ? "\(stubborn) is not to be upgraded" : "one is not to be upgraded")
    }

    private mutating func lose(_ request: UpgradeRequest, isActedOn: Bool) {
        for id in request.instances {
            guard let one = scenario.desired.instances.first(where: { $0.id == id }) else { continue }
            lostAnswers[id, default: []].append(
                LostAnswer(from: request.from, declared: one.version, at: now, isActedOn: isActedOn))
        }
    }
}
