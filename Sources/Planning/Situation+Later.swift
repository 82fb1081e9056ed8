public import FoundationEssentials
import Fleet

extension Situation {
    /// The same situation as if it were another time: soaks and backoffs that end by then are over, and the windows,
    /// freezes and pauses of then hold. What was observed stays as it is; what is in flight is taken to be in flight
    /// still, for as long as it has been now. A time that is past changes nothing.
    public func later(at time: Date) -> Situation {
        guard time > now else { return self }
        let shift = time.timeIntervalSince(now)
        var later = self
        later.now = time
        // Soaks are counted to the observation.
        later.observation.startedAt = observation.startedAt.addingTimeInterval(shift)
        later.memory.external.upstreams = memory.external.upstreams.mapValues { $0.later(by: shift) }
        for id in observation.inFlight.keys where observation.inFlight[id]?.phase == .running {
            guard var job = observation.inFlight[id] else { continue }
            job.created = job.created?.addingTimeInterval(shift)
            job.window = job.window.map {
                $0.lowerBound.addingTimeInterval(shift)..<$0.upperBound.addingTimeInterval(shift)
            }
            later.observation.inFlight[id] = job
        }
        return later
    }
}
