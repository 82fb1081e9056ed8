import Testing
import Text

@Suite struct ByteTextTests {
    @Test(
        arguments: [
            (0, "0 bytes"), (1, "1 byte"), (999, "999 bytes"), (1000, "1.0 kB"), (4096, "4.1 kB"), (9949, "9.9 kB"),
            (9950, "10 kB"), (99_999, "100 kB"), (999_499, "999 kB"), (999_500, "1.0 MB"), (1_234_567_890, "1.2 GB"),
            (.max, "9.2 EB"),
        ] as [(Int64, String)])
    func aSizeHasTheUnitInWhichItIsShort(bytes: Int64, text: String) {
        #expect(ByteText.of(bytes) == text)
    }
}
