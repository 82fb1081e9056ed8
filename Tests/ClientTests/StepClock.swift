import Foundation
import Synchronization

/// A clock that stands until it is advanced.
final class StepClock: Sendable {
    private let seconds = Mutex(0.0)
    var now: Date { Date(timeIntervalSince1970: seconds.withLock { $0 }) }
    func advance(_ step: Double) { seconds.withLock { $0 += step } }
}
