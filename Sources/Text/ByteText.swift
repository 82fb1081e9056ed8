/// How large something is, for people: `512 bytes`, `4.1 kB`, `120 MB`.
public enum ByteText {
    /// Of bytes, in powers of 1000, with two digits or more.
    public static func of(_ bytes: Int64) -> String {
        if bytes < 1000 { return Int(bytes).of("byte") }
        var (value, unit) = (Double(bytes) / 1000, 0)
        let units = ["kB", "MB", "GB", "TB", "PB", "EB"]
        // What would be rounded to 1000 belongs to the next unit.
        while value >= 999.5, unit + 1 < units.count { (value, unit) = (value / 1000, unit + 1) }
        let tenths = Int((value * 10).rounded())
        let number = tenths < 100 ? "\(tenths / 10).\(tenths % 10)" : "\(Int(value.rounded()))"
        return "\(number) \(units[unit])"
    }
}
