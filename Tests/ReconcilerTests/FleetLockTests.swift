import Fleet
import Foundation
import Synchronization
import Testing

@testable import Reconciler

@Suite struct FleetLockTests {
    let state: TemporaryState
    let fleet: FleetKey

    init() throws {
        state = try TemporaryState()
        fleet = try FleetKey.test("orders")
    }

    /// A clock that stands still but for whoever sleeps.
    final class Clock: WallClock {
        private let time: Mutex<Date>
        private let duringSleep: @Sendable (Date) throws -> Void

        init(_ start: Date, duringSleep: @escaping @Sendable (Date) throws -> Void = { _ in }) {
            time = Mutex(start)
            self.duringSleep = duringSleep
        }

        var now: Date { time.withLock { $0 } }

        func sleep(until date: Date) async throws {
            time.withLock { $0 = max($0, date) }
            try duringSleep(date)
        }
    }

    func acquire(
        _ fleet: FleetKey? = nil, timeout: Duration = .zero, clock: any WallClock = Clock(.test(0))
    ) async throws(LockError) -> FleetLock {
        try await FleetLock.acquire(
            fleet ?? self.fleet, in: state.directory, command: "dbconverge test", timeout: timeout, clock: clock)
    }

    @Test func oneAtATimeAndTheOtherIsToldWho() async throws {
        let lock = try await acquire(clock: Clock(Date(timeIntervalSince1970: 1_790_000_000)))
        let error = await #expect(throws: LockError.self) { try await acquire() }
        guard case .held(let holder?)? = error?.code else { throw try #require(error) }
        #expect(holder.pid == getpid())
        #expect(holder.host == ProcessInfo.processInfo.hostName)
        #expect(holder.since == Date(timeIntervalSince1970: 1_790_000_000))
        let message = try #require(error?.message)
        #expect(message.contains("\(fleet)"))
        #expect(
            message.contains("process \(getpid()) on \(holder.host) since 2026-09-21T14:13:20Z (dbconverge test)"))
        lock.release()
        lock.release()
        let next = try await acquire()
        next.release()
    }

    @Test func otherFleetsDoNotWait() async throws {
        let locks = [
            try await acquire(), try await acquire(.test("users")), try await acquire(.test("orders", region: "eu")),
        ]
        #expect(Set(locks.map(\.fleet)).count == 3)
        for lock in locks { lock.release() }
    }

    @Test func aLockThatNobodyKeepsIsFree() async throws {
        do { _ = try await acquire() }
        try await acquire().release()
    }

    @Test func itWaitsAsLongAsItShouldAndNoLonger() async throws {
        let lock = try await acquire()
        let tries = Mutex(0)
        let clock = Clock(.test(0)) { _ in tries.withLock { $0 += 1 } }
        let error = await #expect(throws: LockError.self) { try await acquire(timeout: .seconds(1), clock: clock) }
        guard case .held(_?)? = error?.code else { throw try #require(error) }
        #expect(clock.now == .test(1000))
        #expect(tries.withLock { $0 } >= 5)
        lock.release()
    }

    @Test func itIsTakenWhenItComesFree() async throws {
        let lock = try await acquire()
        let clock = Clock(.test(0)) { if $0 >= .test(3000) { lock.release() } }
        let next = try await acquire(timeout: .seconds(10), clock: clock)
        #expect((.test(3000)...(.test(3200))).contains(clock.now))
        next.release()
    }

    @Test func whoIsCancelledStopsWaiting() async throws {
        let lock = try await acquire()
        let clock = Clock(.test(0)) { _ in throw CancellationError() }
        let error = await #expect(throws: LockError.self) { try await acquire(timeout: .seconds(10), clock: clock) }
        #expect(error?.code == .cancelled)
        lock.release()
    }

    /// Whoever has it and could not say so has it all the same.
    @Test func aHolderThatSaysNothingIsUnknown() async throws {
        try state.directory.create()
        let file = try #require(try LockFile.lock(state.directory.lock(of: fleet)))
        let error = await #expect(throws: LockError.self) { try await acquire() }
        #expect(error?.code == .held(by: nil))
        file.release()
    }

    /// The next must not be taken for the one before.
    @Test func whoLetsGoTakesTheNameAlong() async throws {
        try await acquire().release()
        #expect(try Data(contentsOf: URL(filePath: state.directory.lock(of: fleet))).isEmpty)
    }

    @Test func aFileThatCannotBeLocked() async throws {
        let path = state.directory.lock(of: fleet)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let error = try #require(await #expect(throws: LockError.self) { try await acquire() })
        #expect(error.code == .unusable)
        #expect(error.message.contains(path))
        #expect(error.underlying == EISDIR)
    }

    /// However many fleets there are, a process may have few files open.
    #if os(Linux)
        @Test func aThousandFleetsTakeOneDescriptorTogether() async throws {
            func count() throws -> Int {
                let path = URL(filePath: state.directory.locks).resolvingSymlinksInPath().path
                return try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count {
                    let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")
                    return target?.hasPrefix(path) ?? false
                }
            }
            var locks: [FleetLock] = []
            for number in 0..<1100 { locks.append(try await acquire(.test("fleet-\(number)"))) }
            #expect(try count() == 1)
            for number in [0, 500, 1099] {
                await #expect(throws: LockError.self) { try await acquire(.test("fleet-\(number)")) }
            }
            for lock in locks { lock.release() }
            #expect(try count() == 0)
            try await acquire(.test("fleet-0")).release()
        }
    #endif

    #if os(Linux)
        /// A program that a run starts and that outlives it must not keep the lock.
        @Test func aStartedProgramDoesNotInheritIt() async throws {
            let lock = try await acquire()
            let path = URL(filePath: state.directory.fleetLocks).resolvingSymlinksInPath().path
            let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap { Int32($0) }
                .filter { (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")) == path }
            #expect(open.count == 1)
            for descriptor in open { #expect(fcntl(descriptor, F_GETFD) & FD_CLOEXEC != 0) }
            lock.release()
        }
    #endif
}
