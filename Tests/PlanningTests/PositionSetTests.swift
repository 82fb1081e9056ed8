import Foundation
import Testing

@testable import Planning

/// What keeps positions and times, compared with the same in plain sets and sorted lists.
@Suite struct PositionSetTests {
    @Test(arguments: [1, 63, 64, 65, 1000]) func itHoldsWhatASetOfNumbersWouldInTheirOrder(size: Int) {
        var random = SystemRandomNumberGenerator()
        var (positions, plain) = (PositionSet(), Set<Int>())
        for _ in 0..<500 {
            let one = Int.random(in: 0..<size, using: &random)
            if Bool.random(using: &random) {
                positions.insert(one)
                plain.insert(one)
            } else {
                positions.remove(one)
                plain.remove(one)
            }
            #expect(positions.contains(one) == plain.contains(one) && positions.count == plain.count)
        }
        let sorted = plain.sorted()
        #expect(Array(positions) == sorted)
        #expect((0...sorted.count).map(positions.position(at:)) == sorted.map { $0 } + [nil])
        #expect(!positions.contains(size) && !positions.contains(100_000))
    }

    @Test func setsOfTheSamePositionsAreEqualWhateverWasInThemBefore() {
        var (one, other) = (PositionSet(), PositionSet())
        for position in [700, 3, 200] { one.insert(position) }
        one.remove(3)
        for position in [200, 700] { other.insert(position) }
        #expect(one == other && one.hashValue == other.hashValue)
        other.remove(700)
        #expect(one != other)
    }

    @Test func timesComeOutWhenTheyHaveComeTheEarliestFirst() {
        var expiries = Expiries()
        let times = (0..<200).map { ($0 * 7919) % 200 }
        for time in times { expiries.add(time, at: Fixture.start + Double(time)) }
        var out: [Int] = []
        while let position = expiries.next(at: Fixture.start + 99) { out.append(position) }
        #expect(out == Array(0...99))
        while let position = expiries.next(at: .distantFuture) { out.append(position) }
        #expect(out == Array(0..<200) && expiries.next(at: .distantFuture) == nil)
    }
}
