import Testing

@testable import Text

@Suite struct HexadecimalTests {
    @Test(arguments: [(false, "000f10abff"), (true, "000F10ABFF")])
    func everyByteHasTwoDigits(uppercase: Bool, expected: String) {
        #expect(Hexadecimal.text([0x00, 0x0F, 0x10, 0xAB, 0xFF], uppercase: uppercase) == expected)
    }

    @Test func everyDigitIsReadInBothCasesAndNothingElseIs() {
        let digits = Dictionary(
            uniqueKeysWithValues: "0123456789abcdef".utf8.enumerated().map { ($1, UInt8($0)) }
                + "ABCDEF".utf8.enumerated().map { ($1, UInt8($0 + 10)) })
        for byte in UInt8.min...UInt8.max { #expect(Hexadecimal.value(byte) == digits[byte]) }
    }
}
