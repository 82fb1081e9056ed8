import Fleet
import Foundation
import Testing

@testable import Planning

@Suite struct OfferBookTests {
    static let failed = OfferReading.failed(message: "500", mayPass: true)

    static func read(_ seconds: Double = 0, current: KernelVersion = Fixture.old) -> OfferReading {
        .read(Offer(current: current, offered: Fixture.declared, readAt: Fixture.start + seconds))
    }

    @Test func failuresInARowAreCountedUntilAReadingSucceeds() throws {
        let id = try Fixture.id(1)
        var book = OfferBook()
        #expect(book.failure(of: id) == nil)
        for attempt in 1...3 {
            book.add([id: Self.failed], now: Fixture.start + Double(attempt))
            #expect(book.failure(of: id)?.attempts == attempt)
            #expect(book.failure(of: id)?.triedAt == Fixture.start + Double(attempt))
            #expect(book[id] == nil)
        }
        book.add([id: Self.read()], now: Fixture.start)
        #expect(book.failure(of: id) == nil && book[id]?.offered == Fixture.declared)
        book.add([id: Self.failed], now: Fixture.start)
        #expect(book[id] == nil, "an offer that cannot be read any more permits nothing")
        #expect(book.failure(of: id)?.attempts == 1)
    }

    @Test func aReadingThatALaterObservationContradictsIsDropped() throws {
        let (agreeing, contradicted, newer) = (try Fixture.id(1), try Fixture.id(2), try Fixture.id(3))
        var book = OfferBook()
        book.add(
            [
                agreeing: Self.read(), contradicted: Self.read(current: Fixture.declared),
                newer: Self.read(60, current: Fixture.declared),
            ], now: Fixture.start)
        let seen = Observation(startedAt: Fixture.start + 30, instances: try Fixture.observed(3, current: Fixture.old))
        #expect(book.dropContradicted(by: seen) == [contradicted])
        #expect(book[agreeing] != nil && book[contradicted] == nil && book[newer] != nil)
    }

    @Test func whereOffersPermitNothingMoreAreReadAtATime() {
        var book = OfferBook()
        #expect(book.readingWidth(needed: 2) == 2)
        book.count(readings: 2, permitted: false)
        book.count(readings: 2, permitted: false)
        #expect(book.readingWidth(needed: 2) == 4)
        book.count(readings: 500, permitted: false)
        #expect(book.readingWidth(needed: 2) == UpgradeRequest.maximumInstances)
        book.count(readings: 1, permitted: true)
        #expect(book.readingWidth(needed: 2) == 2)
    }
}
