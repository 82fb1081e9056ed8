import Reconciler
import Synchronization
import Text

/// Shows on stderr how many offers have been read: a line that is redrawn on a terminal, else how many there are to be.
final class OfferProgress: Sendable {
    private let isLive: Bool
    private let isDrawn = Mutex(false)

    /// The most calls of which nothing is said where no line is redrawn: they take seconds.
    private static let quiet = 100

    /// `isLive`: stderr is a terminal that understands escape sequences.
    init(isLive: Bool) { self.isLive = isLive }

    /// Takes in that so many of all offers have been read.
    func show(read: Int, of all: Int) {
        isDrawn.withLock { isDrawn in
            if isLive, all > 0 {
                Console.redraw("\(read) of \(all.of("offer")) read, one call each")
                isDrawn = true
            } else if read == 0, all > Self.quiet {
                Console.error("reading \(all.of("offer")), one call each")
            }
        }
    }

    /// Takes the line away, so that the answer stands alone.
    func finish() {
        isDrawn.withLock { isDrawn in
            if isDrawn { Console.redraw("") }
            isDrawn = false
        }
    }
}
