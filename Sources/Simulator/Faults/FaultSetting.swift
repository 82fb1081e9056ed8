/// What can be set beside the faults that befall single calls; the raw values are the names of `--fault`.
public enum FaultSetting: String, Hashable, Sendable, CaseIterable {
    /// How many calls a window has room for: `100/1s`.
    case rateLimit = "rate-limit"
    /// `fixed` or `sliding`.
    case rateWindow = "rate-window"
    /// What a 429 says of when to come again: `none`, `seconds` or `date`.
    case retryAfter = "retry-after"
    /// How long a slow answer takes.
    case slowTime = "slow-time"
    /// How old what the list and the details show is.
    case listLag = "list-lag"
    /// How old what the version query shows is.
    case offerLag = "offer-lag"
    /// How long a job can't be seen.
    case jobLag = "job-lag"
    /// The share of list calls before which an undeclared instance comes or goes.
    case churn
    /// `yes`: the list has a next page for ever.
    case endlessList = "endless-list"
    /// The share of the instances that no upgrade request is accepted for.
    case refuse
    /// With which code they are refused.
    case refuseCode = "refuse-code"
    /// `whole` or `partial`.
    case batchRefusal = "batch-refusal"
    /// Whether a refusal names the instance: `yes` or `no`.
    case refusalNames = "refusal-names"
    /// A newer offer for every instance, after so many upgrade requests or so long: `2.0.81.261000/50`, `…/30s`.
    case offerMoves = "offer-moves"
    /// How far the server's clock is ahead; behind with a minus sign.
    case clockSkew = "clock-skew"
    /// How long more than five bad signatures in a row lock a key.
    case lockout
    /// How long a login's token lives.
    case tokenLife = "token-life"
    /// How long the metadata service's keys live.
    case credentialLife = "credential-life"
    /// When the faults begin, after they were set.
    case from
    /// When they end, after they were set.
    case until
}
