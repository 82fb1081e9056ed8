public import CloudModel
public import Fleet
public import FoundationEssentials

/// What `POST /_control` does, without authentication: things that happen to a cloud from outside its API.
///
/// The body is one of
///
///     {"confirm": {"instance": "…in07"}}
///     {"setOffers": {"instance": "…in07", "offers": ["2.0.78.260700"]}}
///     {"setStatus": {"instance": "…in07", "status": "frozen"}}
///     {"moveOffer": {"version": "2.0.81.261000"}}
///     {"setUpgradeSeconds": {"from": 0, "to": 0.5}}
///     {"faults": {"drop-after": "5%", "list-lag": "2s"}}
///     {"revokeTokens": {}}
///
/// (the last two are not the model's, but the server's: ``Faults`` in place of those before, `{}` for none; and tokens
/// that were given out are good no longer), and the answer `{"resp": "success"}`, or an error in the cloud's shape.
public enum ControlCommand: Codable, Hashable, Sendable {
    /// The console's click that lets a pre-upgrade go on (`API.md` §0, fact 3).
    case confirm(instance: String)
    /// Replaces the versions that an instance will be offered, one after the other.
    case setOffers(instance: String, offers: [KernelVersion])
    /// Gives an instance another status.
    case setStatus(instance: String, status: String)
    /// A newer offer for every instance, in place of the last version of each chain.
    case moveOffer(version: KernelVersion)
    /// Lets upgrades take so many seconds, drawn evenly: later ones from their acceptance on, and those in flight from now on.
    case setUpgradeSeconds(from: Double, to: Double)
}

extension ModeledCloud {
    /// Does what a command says; throws `DBS.200010` for an unknown instance, and what the command itself throws.
    public mutating func perform(_ command: ControlCommand, at now: Date) throws(SimulatedError) {
        switch command {
        case .confirm(let instance): try confirm(instance, at: now)
        case .setOffers(let instance, let offers): try setOffers(of: instance, to: offers, at: now)
        case .setStatus(let instance, let status): try setStatus(of: instance, to: status, at: now)
        case .moveOffer(let version): moveOffer(to: version, at: now)
        case .setUpgradeSeconds(let least, let most):
            guard least >= 0, most >= least, most <= 365 * 86_400 else {
                throw .badParameter(
                    "setUpgradeSeconds is from 0 on, not less in 'to' than in 'from', and a year at most")
            }
            setUpgradeDuration(.seconds(least) ... .seconds(most), at: now)
        }
    }
}
