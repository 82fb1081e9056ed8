import Testing

@testable import Text

@Suite struct PercentCodingTests {
    @Test(arguments: [
        ("", ""), ("aZ09-._~", "aZ09-._~"), ("a b/c", "a%20b%2Fc"), ("%", "%25"), ("数", "%E6%95%B0"), ("\0", "%00"),
        ("+", "%2B"),
    ])
    func whatIsEncodedIsDecodedAgain(text: String, encoded: String) {
        #expect(PercentCoding.encode(text.utf8) == encoded)
        #expect(PercentCoding.decode(encoded.utf8) == Array(text.utf8))
        #expect(PercentCoding.decodeLeniently(encoded.utf8) == Array(text.utf8))
    }

    @Test func bytesThatAreExceptedAreEncodedToo() {
        #expect(PercentCoding.encode("a.b~c-d".utf8, except: [UInt8(ascii: "."), UInt8(ascii: "~")]) == "a%2Eb%7Ec-d")
    }

    @Test(arguments: ["%", "%4", "%4G", "a%", "%+1", "%%41"])
    func aPercentSignWithoutItsDigitsIsNoEncoding(text: String) {
        #expect(PercentCoding.decode(text.utf8) == nil)
    }

    @Test(arguments: [("%", "%"), ("%4", "%4"), ("%4Gx", "%4Gx"), ("%%41", "%A")])
    func readLenientlyItStaysAsItIs(text: String, decoded: String) {
        #expect(PercentCoding.decodeLeniently(text.utf8) == Array(decoded.utf8))
    }
}
