import Client
import Planning
import Testing

@testable import Reconciler

/// What a failed upgrade call means for the rollout, by what failed and by how far the call got.
struct AnswerTableTests {
    enum Kind: Hashable { case deferred, refused, busy, failed, unknown }

    /// Nothing that may have been acted on is ever deferred, failed or refused: each row's third answer is `unknown`.
    static let table: [(code: Client.CloudError.Code, notSent: Kind, answered: Kind, unknown: Kind)] = [
        (.unreachable, .deferred, .unknown, .unknown),
        (.tls, .failed, .unknown, .unknown),
        (.timedOut, .deferred, .unknown, .unknown),
        (.interrupted, .deferred, .unknown, .unknown),
        (.unauthorized, .failed, .failed, .unknown),
        (.tokenExpired, .deferred, .deferred, .unknown),
        (.forbidden, .failed, .failed, .unknown),
        (.throttled, .deferred, .deferred, .unknown),
        (.tooLate, .deferred, .unknown, .unknown),
        (.refused, .failed, .refused, .unknown),
        (.notFound, .deferred, .refused, .unknown),
        (.projectNotFound, .deferred, .refused, .unknown),
        (.busy, .deferred, .busy, .unknown),
        (.offPeak, .deferred, .busy, .unknown),
        (.needsAPerson, .deferred, .refused, .unknown),
        (.alreadyLatest, .deferred, .busy, .unknown),
        (.notPublished, .failed, .failed, .unknown),
        (.server, .deferred, .unknown, .unknown),
        (.unexpectedAnswer, .failed, .unknown, .unknown),
        (.tooLarge, .failed, .unknown, .unknown),
        (.invalidRequest, .failed, .unknown, .unknown),
    ]

    @Test("the table has every code, once") func isComplete() {
        #expect(Set(Self.table.map(\.code)) == Set(Client.CloudError.Code.all))
        #expect(Self.table.count == Client.CloudError.Code.all.count)
    }

    @Test("each code and reach leads to its answer, with the error's words in it", arguments: table)
    func answers(code: Client.CloudError.Code, notSent: Kind, answered: Kind, unknown: Kind) {
        for (reach, expected) in [(.notSent, notSent), (.answered, answered), (.unknown, unknown)]
            as [(Client.CloudError.Reach, Kind)]
        {
            let error = Client.CloudError(code, operation: "submit", message: "the words", reach: reach)
            let (kind, message) = Self.kind(of: Answer(error))
            #expect(kind == expected, "\(code) \(reach)")
            #expect(message.contains("the words"))
        }
    }

    @Test(
        "an error that does not say how far its call got leaves the outcome unknown",
        arguments: Client.CloudError.Code.all)
    func unknownIsTheDefault(code: Client.CloudError.Code) {
        let error = Client.CloudError(code, operation: "submit", message: "the words")
        #expect(error.outcomeUnknown && error.disposition == .wait)
        #expect(Self.kind(of: Answer(error)).kind == .unknown)
    }

    static func kind(of answer: Answer) -> (kind: Kind, message: String) {
        switch answer {
        case .accepted: (.unknown, "accepted")
        case .deferred(let message): (.deferred, message)
        case .refused(let message, let isBusy, _): (isBusy ? .busy : .refused, message)
        case .failed(let message): (.failed, message)
        case .unknown(let message): (.unknown, message)
        }
    }
}
