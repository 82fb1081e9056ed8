import Fleet
import Foundation
import JournalSupport
import Synchronization
import Testing

@testable import Journal

@Suite struct FleetLockTests {
    let state: TemporaryState
    let fleet: FleetKey

    init() throws {
        state = try TemporaryState()
        fleet = try FleetKey.test("orders")
    }

    func take(_ fleet: FleetKey? = nil) throws(LeaseError) -> FleetLock {
        try FleetLock.take(
            fleet ?? self.fleet, in: state.directory,
            holder: .current(command: "dbconverge test", now: Date(timeIntervalSince1970: 1_790_000_000)))
    }

    @Test func oneAtATimeAndTheOtherIsToldWho() throws {
        let lock = try take()
        let error = #expect(throws: LeaseError.self) { try take() }
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
        let next = try take()
        next.release()
    }

    @Test func aLockThatIsDroppedIsFree() throws {
        do { _ = try take() }
        try take().release()
    }

    /// A holder that could not write its name holds it all the same.
    @Test func aHolderThatSaysNothingIsUnknown() throws {
        try state.directory.create()
        let file = try #require(try LockFile.lock(state.directory.lock(of: fleet)))
        let error = #expect(throws: LeaseError.self) { try take() }
        #expect(error?.code == .held(by: nil))
        file.release()
    }

    /// The next must not be taken for the one before.
    @Test func whoLetsGoTakesTheNameAlong() throws {
        try take().release()
        #expect(try Data(contentsOf: URL(filePath: state.directory.lock(of: fleet))).isEmpty)
    }

    @Test func aFileThatCannotBeLocked() throws {
        let path = state.directory.lock(of: fleet)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let error = try #require(#expect(throws: LeaseError.self) { try take() })
        #expect(error.code == .unusable)
        #expect(error.message.contains(path))
        #expect(error.underlying == EISDIR)
    }

    /// However many fleets there are, a process may have few files open.
    #if os(Linux)
        @Test func aThousandFleetsTakeFewDescriptors() throws {
            func count() throws -> Int {
                let path = URL(filePath: state.directory.locks).resolvingSymlinksInPath().path
                return try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count {
                    let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")
                    return target?.hasPrefix(path) ?? false
                }
            }
            var locks: [FleetLock] = []
            for number in 0..<1100 { locks.append(try take(.test("fleet-\(number)"))) }
            #expect(try count() <= 64)
            for number in [0, 500, 1099] {
                #expect(throws: LeaseError.self) { try take(.test("fleet-\(number)")) }
            }
            for lock in locks { lock.release() }
            #expect(try count() == 0)
            try take(.test("fleet-0")).release()
        }
    #endif

    #if os(Linux)
        /// A program that a run starts and that outlives it must not keep the lock.
        @Test func aStartedProgramDoesNotInheritIt() throws {
            let lock = try take()
            let prefix = URL(filePath: state.directory.locks).resolvingSymlinksInPath().path + "/fleets-"
            let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap { Int32($0) }
                .filter { descriptor in
                    let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(descriptor)")
                    return path?.hasPrefix(prefix) == true
                }
            #expect(open.count == 1)
            for descriptor in open { #expect(fcntl(descriptor, F_GETFD) & FD_CLOEXEC != 0) }
            lock.release()
        }
    #endif
}
