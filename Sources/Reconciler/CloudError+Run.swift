import Client
import Planning

/// What the failure of each kind of call means for a run (`API.md` §3): the one place that decides it.
extension Answer {
    /// Of an upgrade call. A failure that does not prove that the call had no effect leaves the outcome unknown.
    init(_ error: CloudError) {
        let message = error.description
        self =
            switch error.reach {
            case .unknown: .unknown(message: message)
            // The run cannot go on with what fails so, and sends the others again after the next observation.
            case .notSent: error.disposition == .fail ? .failed(message: message) : .deferred(message: message)
            case .answered: Self.refusal(error, message)
            }
    }

    /// Lists the codes with which an answer turns a call away; with any other it proves nothing.
    private static func refusal(_ error: CloudError, _ message: String) -> Answer {
        switch error.code {
        case .throttled, .tokenExpired: .deferred(message: message)
        case .unauthorized, .forbidden, .notPublished: .failed(message: message)
        case .refused, .notFound, .projectNotFound, .busy, .offPeak, .needsAPerson, .alreadyLatest:
            .refused(message: message, isBusy: error.disposition == .wait, named: error.named)
        default: .unknown(message: message)
        }
    }
}

extension Event {
    /// Of a call of an observation: the run cannot go on where another observation would fail likewise.
    static func observationFailed(_ error: CloudError) -> Event {
        .observationFailed(message: error.description, isFinal: !error.mayPass)
    }
}

extension OfferReading {
    /// Of a version query, which holds its own instance and no other.
    static func failed(_ error: CloudError) -> OfferReading {
        .failed(message: error.description, mayPass: error.mayPass)
    }
}

extension PrecheckState {
    /// Of the reading of a pre-check's result.
    init(_ error: CloudError) {
        self = error.code == .notPublished ? .absent : .unreadable(error.description)
    }

    /// Of the start of a pre-check, which a person can do without.
    static func notStarted(_ error: CloudError) -> PrecheckState {
        error.code == .notPublished ? .absent : .unreadable("\(error); 'precheck: off' in its rollout goes on without")
    }
}

extension CloudError {
    /// Whether the same call may succeed later without a person.
    var mayPass: Bool { disposition == .retry || disposition == .wait }
}
