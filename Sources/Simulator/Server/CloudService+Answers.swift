import CloudModel
import Fleet
import FoundationEssentials

extension CloudService {
    /// What a body answers, or how it is refused.
    func answering(_ body: () throws(SimulatedError) -> Answer) -> Answer {
        do throws(SimulatedError) { return try body() } catch { return Self.answer(error) }
    }

    /// An answer as it goes over the wire, with the server's time.
    static func written(_ answer: Answer, at now: Date) -> SimulatedResponse {
        SimulatedResponse(
            status: answer.status,
            headers: [("Content-Type", answer.type), ("Date", WireDate.httpText(now))] + answer.headers,
            body: answer.json.bytes)
    }

    /// A server's failure: the cloud's own for 500, a gateway's page for the others.
    static func failure(_ status: Int) -> Answer {
        guard status != 500 else {
            return answer(SimulatedError(status: 500, code: "DBS.200005", message: "Server failure."))
        }
        return Answer(.raw(MalformedBody.page(status)), status: status, type: "text/html")
    }

    /// A gateway's refusal also names the request (`API.md` §1).
    static func answer(_ error: SimulatedError) -> Answer {
        var members: [(String, JSON)] = [("error_code", .string(error.code)), ("error_msg", .string(error.message))]
        guard error.code.hasPrefix("APIGW.") else { return Answer(.object(members), status: error.status) }
        var random = SystemRandomNumberGenerator()
        let id = SignatureVerifier.hexadecimal((0..<16).map { _ in UInt8.random(in: .min ... .max, using: &random) })
        members.append(("request_id", .string(id)))
        return Answer(.object(members), status: error.status, headers: [("X-Request-Id", id)])
    }
}

extension FaultPlan {
    /// The answer to a call of which nothing is done. A 429 that comes by chance has room again after a second.
    func refusal(_ fault: TransportFault, at now: Date) -> Answer {
        guard fault == .throttled else { return CloudService.failure(fault.errorStatus ?? 500) }
        return throttled(until: now.addingTimeInterval(1), at: now)
    }

    /// 429 with what is to be said of when to come again.
    func throttled(until end: Date, at now: Date) -> Answer {
        var answer = CloudService.answer(throttled)
        let seconds = max(1, Int(end.timeIntervalSince(now).rounded(.up)))
        switch faults.retryAfter {
        case .none: break
        case .seconds: answer.headers.append(("Retry-After", String(seconds)))
        case .date:
            // The date is told in the server's own time, which may be wrong.
            let date = now.addingTimeInterval(faults.clockSkew.inSeconds + Double(seconds))
            answer.headers.append(("Retry-After", WireDate.httpText(date)))
        }
        return answer
    }
}

extension SimulatedResponse {
    /// More than a caller should take, in bytes.
    static let hugeBody = 33 * 1024 * 1024

    /// The answer with what befalls it on its way back.
    func befallen(by fate: FaultPlan.Fate?, slowTime: Duration) -> SimulatedResponse {
        guard let fate else { return self }
        var response = self
        switch fate.fault {
        case .dropBefore, .dropAfter: response.delivery = .dropped
        case .dropMiddle: response.delivery = .cut(after: MalformedBody.cut(body.count, fate.number))
        case .hang: response.delivery = .never
        case .slow: response.delivery = .slow(slowTime)
        case .endless: response.delivery = .endless
        case .huge: response.delivery = .padded(to: Self.hugeBody)
        default:
            guard let wrong = MalformedBody.body(for: fate, in: body, status: status) else { break }
            response.body = wrong.bytes
            if let type = wrong.type {
                response.headers = headers.map { $0.name == "Content-Type" ? ($0.name, type) : $0 }
            }
        }
        return response
    }

    /// The status that the caller sees; 0: none.
    var statusSeen: Int {
        switch delivery {
        case .dropped, .never: 0
        default: status
        }
    }
}

extension RouteRequest {
    /// What a call asks for, as far as its fate depends on it: not on times in its query, nor on the order of a batch.
    func subject(path: String) -> String {
        ["offset", "id", "name"].reduce(path) { text, name in text + (query[name].map { " \(name)=\($0)" } ?? "") }
    }
}
