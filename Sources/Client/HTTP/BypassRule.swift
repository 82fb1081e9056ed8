internal import Glibc

/// One entry of `NO_PROXY`: a host with all below it, an address, or a network such as `10.0.0.0/8`; with `:port` only that
/// port. A leading dot changes nothing.
struct BypassRule: Sendable {
    private enum Subject {
        case everything
        case host(String)
        case network([UInt8], bits: Int)
    }

    private let subject: Subject
    private let port: Int?

    init(_ text: Substring) {
        var name = text.lowercased()
        var port: Int?
        // A text with two colons and no brackets is an address of IPv6.
        if let colon = name.lastIndex(of: ":"),
            name.hasPrefix("[")
                ? name[colon...].firstIndex(of: "]") == nil
                : name.firstIndex(of: ":") == colon, let number = Int(name[name.index(after: colon)...])
        {
            port = number
            name = String(name[..<colon])
        }
        if name.hasPrefix("["), name.hasSuffix("]") { name = String(name.dropFirst().dropLast()) }
        if name.hasPrefix(".") { name.removeFirst() }
        self.port = port
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        if name == "*" {
            subject = .everything
        } else if parts.count == 2, let bits = Int(parts[1]), let address = address(String(parts[0])),
            (0...address.count * 8).contains(bits)
        {
            subject = .network(address, bits: bits)
        } else if let address = address(name) {
            subject = .network(address, bits: address.count * 8)
        } else {
            subject = .host(name)
        }
    }

    func matches(_ endpoint: Endpoint) -> Bool {
        if let port, port != endpoint.port { return false }
        switch subject {
        case .everything: return true
        case .host(let name):
            // The end of an address is no domain.
            return !name.isEmpty && address(endpoint.host) == nil
                && (endpoint.host == name || endpoint.host.hasSuffix(".\(name)"))
        case .network(let network, let bits):
            guard let address = address(endpoint.host), address.count == network.count else { return false }
            return (0..<bits).allSatisfy { bit in
                (address[bit / 8] ^ network[bit / 8]) & (0x80 >> UInt8(bit % 8)) == 0
            }
        }
    }
}

/// The bytes of an IPv4 or IPv6 address; nil where the text is none.
private func address(_ text: String) -> [UInt8]? {
    for (family, count) in [(AF_INET, 4), (AF_INET6, 16)] {
        var bytes = [UInt8](repeating: 0, count: count)
        if inet_pton(family, text, &bytes) == 1 { return bytes }
    }
    return nil
}
