public import Foundation
internal import Synchronization

extension Process {
    /// Starts it as `run()` does, one process at a time.
    ///
    /// Foundation learns of a process's end from a socket that the process inherits. A process that starts meanwhile can
    /// inherit it too (swift-corelibs-foundation #4795), and then the first seems to run for as long as the second does.
    public func start() throws { try Self.starting.withLock { _ in try run() } }

    private static let starting = Mutex(())
}
