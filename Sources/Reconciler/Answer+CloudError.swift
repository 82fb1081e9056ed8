import Client
import Planning

extension Answer {
    /// What an upgrade call's failure means (`API.md` §3).
    init(_ error: CloudError) {
        let message = error.description
        self =
            switch error.code {
            case _ where error.outcomeUnknown: .unknown(message: message)
            case .unauthorized, .forbidden, .tls, .notPublished, .invalidRequest: .failed(message: message)
            // None of these reached the service, so asking again after the next observation is no second request.
            case .throttled, .tokenExpired, .tooLate, .unreachable, .timedOut, .interrupted, .server:
                .deferred(message: message)
            default: .refused(message: message, isBusy: error.disposition == .wait, named: error.named)
            }
    }
}
