/// Tells the hosts that are this machine itself, to which also what is not encrypted may go.
public enum LoopbackHost {
    /// Whether a host, without brackets, is `localhost`, `::1`, or an IPv4 address in 127.0.0.0/8 as RFC 5735 writes it.
    public static func contains(_ host: String) -> Bool {
        if host == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        // A name, such as 127.example.com, is another machine's.
        return parts.count == 4 && parts[0] == "127"
            && parts.allSatisfy { part in
                UInt8(part).map { String($0) == part } ?? false
            }
    }
}
