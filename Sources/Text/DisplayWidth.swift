extension Unicode.Scalar {
    /// How many columns of a terminal it takes: 2 for wide East Asian characters and emoji, 0 for combining marks.
    public var displayWidth: Int {
        guard value >= 0x300 else { return value == 0xAD ? 0 : 1 }
        if isCombining || properties.isDefaultIgnorableCodePoint { return 0 }
        // Hangul vowels and finals are drawn into the syllable that they follow.
        if (0x1160...0x11FF).contains(value) || (0xD7B0...0xD7FF).contains(value) { return 0 }
        return isWide ? 2 : 1
    }

    private var isWide: Bool {
        guard value >= 0x1100 else { return false }
        var (low, high) = (0, Self.wide.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if Self.wide[middle].lowerBound <= value { low = middle } else { high = middle }
        }
        return Self.wide[low].contains(value)
    }

    /// East Asian width W and F of Unicode 15.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x231A...0x231B, 0x2329...0x232A, 0x23E9...0x23EC, 0x23F0...0x23F0, 0x23F3...0x23F3,
        0x25FD...0x25FE, 0x2614...0x2615, 0x2648...0x2653, 0x267F...0x267F, 0x2693...0x2693, 0x26A1...0x26A1,
        0x26AA...0x26AB, 0x26BD...0x26BE, 0x26C4...0x26C5, 0x26CE...0x26CE, 0x26D4...0x26D4, 0x26EA...0x26EA,
        0x26F2...0x26F3, 0x26F5...0x26F5, 0x26FA...0x26FA, 0x26FD...0x26FD, 0x2705...0x2705, 0x270A...0x270B,
        0x2728...0x2728, 0x274C...0x274C, 0x274E...0x274E, 0x2753...0x2755, 0x2757...0x2757, 0x2795...0x2797,
        0x27B0...0x27B0, 0x27BF...0x27BF, 0x2B1B...0x2B1C, 0x2B50...0x2B50, 0x2B55...0x2B55, 0x2E80...0x303E,
        0x3041...0x3247, 0x3250...0x4DBF, 0x4E00...0xA4C6, 0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAD9,
        0xFE10...0xFE19, 0xFE30...0xFE6B, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x1B2FB, 0x1F004...0x1F004,
        0x1F0CF...0x1F0CF, 0x1F18E...0x1F18E, 0x1F191...0x1F19A, 0x1F200...0x1F320, 0x1F32D...0x1F335,
        0x1F337...0x1F37C, 0x1F37E...0x1F393, 0x1F3A0...0x1F3CA, 0x1F3CF...0x1F3D3, 0x1F3E0...0x1F3F0,
        0x1F3F4...0x1F3F4, 0x1F3F8...0x1F43E, 0x1F440...0x1F440, 0x1F442...0x1F4FC, 0x1F4FF...0x1F53D,
        0x1F54B...0x1F54E, 0x1F550...0x1F567, 0x1F57A...0x1F57A, 0x1F595...0x1F596, 0x1F5A4...0x1F5A4,
        0x1F5FB...0x1F64F, 0x1F680...0x1F6C5, 0x1F6CC...0x1F6CC, 0x1F6D0...0x1F6D2, 0x1F6D5...0x1F6DF,
        0x1F6EB...0x1F6EC, 0x1F6F4...0x1F6FC, 0x1F7E0...0x1F7F0, 0x1F90C...0x1F93A, 0x1F93C...0x1F945,
        0x1F947...0x1F9FF, 0x1FA70...0x1FAFF, 0x20000...0x3FFFD,
    ]
}

extension StringProtocol {
    /// How many columns of a terminal it takes.
    public var displayWidth: Int {
        if utf8.allSatisfy({ (0x20...0x7E).contains($0) }) { return utf8.count }
        return reduce(0) { $0 + $1.displayWidth }
    }

    /// With spaces after it, up to a width in columns.
    public func padded(toWidth width: Int) -> String {
        String(self) + String(repeating: " ", count: Swift.max(0, width - displayWidth))
    }

    /// As much from its start as fits into a width in columns.
    public func clipped(toWidth width: Int) -> String {
        var clipped = ""
        var left = width
        for character in self {
            left -= character.displayWidth
            guard left >= 0 else { break }
            clipped.append(character)
        }
        return clipped
    }
}

extension Character {
    /// How many columns of a terminal it takes.
    fileprivate var displayWidth: Int {
        // The selector makes an emoji of a sign that is narrow without it.
        if unicodeScalars.dropFirst().first?.value == 0xFE0F { return 2 }
        let widths = unicodeScalars.map {
            (0x1F3FB...0x1F3FF).contains($0.value) && unicodeScalars.count > 1 ? 0 : $0.displayWidth
        }
        return widths.reduce(0, +)
    }
}
