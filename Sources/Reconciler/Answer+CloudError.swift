import Client
import Planning

extension Answer {
    /// What an upgrade call's failure means for the rollout (`API.md` §3). A failure that does not prove that the
    /// call had no effect leaves the outcome unknown.
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
