public import Journal
import Text

extension JournalStatistics {
    /// `31 runs of 2 fleets in 1.2 MB`.
    public var text: String { "\(runs.of("run")) of \(fleets.of("fleet")) in \(ByteText.of(bytes))" }
}
