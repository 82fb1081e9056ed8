import Client
import Planning
import Testing

@testable import Reconciler

/// What a failed upgrade call means for the rollout.
struct UnsentRequestTests {
    @Test("an upgrade that did not leave in time is withdrawn: no outcome is open, and nothing has been refused")
    func tooLate() {
        let error = Client.CloudError(.tooLate, operation: "submit", message: "it was not sent")
        guard case .deferred(let message) = Answer(error) else {
            Issue.record("\(Answer(error))")
            return
        }
        #expect(message.contains("it was not sent"))
    }

    @Test("one that left, or may have, is an open outcome whatever it failed of", arguments: [true, false])
    func interrupted(hasLeft: Bool) {
        let error = Client.CloudError(
            .interrupted, operation: "submit", message: "it broke off", outcomeUnknown: hasLeft)
        switch Answer(error) {
        case .unknown: #expect(hasLeft)
        case .deferred: #expect(!hasLeft)
        default: Issue.record("\(Answer(error))")
        }
    }
}
