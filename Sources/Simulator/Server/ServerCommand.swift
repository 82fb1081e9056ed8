import Fleet

/// What `POST /_control` can do: to the server, or to the model behind it.
enum ServerCommand: Decodable, Sendable {
    case faults(Faults)
    case revokeTokens
    case cloud(ControlCommand)

    private enum Key: String, CodingKey { case faults, revokeTokens }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        if container.contains(.faults) {
            self = .faults(try container.decode(Faults.self, forKey: .faults))
        } else if container.contains(.revokeTokens) {
            self = .revokeTokens
        } else {
            self = .cloud(try ControlCommand(from: decoder))
        }
    }
}
