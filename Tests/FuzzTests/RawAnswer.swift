import TestSupport

/// Makes the bytes of HTTP answers, good ones and ones that a broken or hostile server, gateway or proxy might send.
struct RawAnswer {
    private var random: SplitMix
    private var mutator: Mutator
    /// How many of a hundred choices go wrong; nil: one alone does, so that nothing else hides what comes of it.
    private let oddity: Int?
    private var choicesToOddOne = 0

    init(seed: UInt64) {
        random = SplitMix(seed: seed)
        mutator = Mutator(seed: seed ^ 0x5EED, others: Corpus.everything.map { Array($0.utf8) })
        oddity = [nil, nil, nil, nil, 0, 4, 12, 40][Int(random.next() % 8)]
        choicesToOddOne = 1 + below(60)
    }

    mutating func below(_ limit: Int) -> Int { Int(random.next() % UInt64(limit)) }
    mutating func isOdd() -> Bool {
        if let oddity { return below(100) < oddity }
        choicesToOddOne -= 1
        return choicesToOddOne == 0
    }
    private mutating func one<Element>(of choices: [Element]) -> Element { choices[below(choices.count)] }

    /// What a connection gets: to each request an answer with this body.
    mutating func script(body: String) -> RawScript {
        var script = RawScript()
        for _ in 0..<(isOdd() ? 0 : 1 + below(3)) { script.exchanges.append(exchange(answer(body), body)) }
        script.ending = isOdd() ? one(of: [.reset, .hang]) : .close
        return script
    }

    /// What a connection to a proxy gets: an answer to its CONNECT, and mostly what is said at this port.
    mutating func proxyScript(to port: Int, body: String) -> RawScript {
        var script = RawScript()
        if !isOdd() { script.exchanges.append(exchange(connectAnswer(), body)) }
        if isOdd() { script.exchanges.append(exchange(answer(body), body)) }
        if !isOdd() { script.tunnel = port }
        script.ending = isOdd() ? one(of: [.reset, .hang]) : .close
        return script
    }

    private mutating func exchange(_ answer: [UInt8], _ body: String) -> RawScript.Exchange {
        var bytes = answer
        if isOdd() { bytes += surplus(body) }
        if isOdd() { bytes = mutator.bent(bytes) }
        if isOdd() { bytes = Array(bytes.prefix(below(bytes.count + 1))) }
        return RawScript.Exchange(readsRequest: !isOdd(), pieces: pieces(bytes))
    }

    private mutating func pieces(_ bytes: [UInt8]) -> [[UInt8]] {
        guard below(3) == 0, !bytes.isEmpty else { return [bytes] }
        let cuts = Set((0...below(4)).map { _ in below(bytes.count) }).subtracting([0]).sorted()
        return zip([0] + cuts, cuts + [bytes.count]).map { Array(bytes[$0..<$1]) }
    }

    /// What comes behind an answer that is complete.
    private mutating func surplus(_ body: String) -> [UInt8] {
        switch below(5) {
        case 0: answer(body)
        case 1: Array(answer(body).prefix(20))
        case 2: Array("\r\n\r\n".utf8)
        case 3: Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)
        default: (0..<(1 + below(40))).map { _ in UInt8(below(256)) }
        }
    }

    private mutating func connectAnswer() -> [UInt8] {
        if isOdd() { return answer("") }
        var bytes = interim()
        let status =
            isOdd() ? one(of: Self.statuses) : one(of: ["200 Connection established", "200 OK", "200", "299 X"])
        bytes += Array("\(version()) \(status)\r\n".utf8)
        for _ in 0..<(isOdd() ? 1 + below(300) : below(3)) { bytes += field() }
        return bytes + lineEnd() + (isOdd() ? Array("hello".utf8) : [])
    }

    private mutating func answer(_ body: String) -> [UInt8] {
        let status =
            isOdd() ? one(of: Self.statuses) : one(of: ["200 OK", "200 OK", "200", "201 Created", "404 Not Found"])
        let body = isOdd() ? Array(repeating: UInt8(below(256)), count: below(70_000)) : Array(body.utf8)
        let (framing, framed) = framed(body)
        var bytes = interim() + Array("\(version()) \(status)".utf8) + lineEnd()
        let fieldsBefore = isOdd() ? 1 + below(300) : below(4)
        for _ in 0..<fieldsBefore { bytes += field() }
        bytes += framing
        if isOdd() { bytes += field() }
        return bytes + lineEnd() + framed
    }

    private mutating func interim() -> [UInt8] {
        guard isOdd() else { return [] }
        return (0...below(isOdd() ? 60 : 3)).flatMap { _ in
            let status = one(of: [
                "100 Continue", "102 P", "103 Early Hints", "101 Switching Protocols", "150", "199 x",
            ])
            return Array("HTTP/1.1 \(status)\r\n".utf8) + (isOdd() ? field() : []) + Array("\r\n".utf8)
        }
    }

    private mutating func version() -> String { isOdd() ? one(of: Self.versions) : "HTTP/1.1" }
    private mutating func lineEnd() -> [UInt8] {
        isOdd() ? one(of: [[10], [13], [10, 13], [13, 13, 10], [0]]) : [13, 10]
    }

    private mutating func field() -> [UInt8] {
        guard isOdd() else { return Array(one(of: Self.goodFields).utf8) + lineEnd() }
        switch below(4) {
        case 0: return Array("X-Long: ".utf8) + Array(repeating: 120, count: 1 << below(18)) + [13, 10]
        case 1: return (0..<below(60)).map { _ in UInt8(below(256)) } + lineEnd()
        default: return Array(one(of: Self.oddFields).utf8) + lineEnd()
        }
    }

    /// The fields that say how long the body is, and the body in that form.
    private mutating func framed(_ body: [UInt8]) -> (fields: [UInt8], body: [UInt8]) {
        if isOdd() {
            let fields = (0...below(2)).map { _ in one(of: Self.framings) }.joined()
            return (Array(fields.utf8), below(2) == 0 ? body : chunked(body))
        }
        switch below(4) {
        case 0: return (Array("Transfer-Encoding: chunked\r\n".utf8), chunked(body))
        case 1: return (Array("Connection: close\r\n".utf8), body)
        default: return (Array("Content-Length: \(body.count)\r\n".utf8), body)
        }
    }

    private mutating func chunked(_ body: [UInt8]) -> [UInt8] {
        var (bytes, rest): ([UInt8], _) = ([], body[...])
        while !rest.isEmpty {
            let chunk = rest.prefix(1 + below(rest.count))
            rest = rest.dropFirst(chunk.count)
            let size = isOdd() ? one(of: Self.chunkSizes) : String(chunk.count, radix: 16, uppercase: below(2) == 0)
            bytes += Array((size + (isOdd() ? ";a=\"b\"" : "")).utf8) + lineEnd() + chunk + lineEnd()
        }
        bytes += Array((isOdd() ? "0" : "0\r\n").utf8)
        for _ in 0..<(isOdd() ? 1 + below(300) : below(2)) { bytes += field() }
        return bytes + [13, 10]
    }

    private static let versions = [
        "HTTP/1.0", "HTTP/0.9", "HTTP/2.0", "HTTP/1.9", "HTTP/3", "http/1.1", "HTTP/11", "HTTP/1.11", "HTTPS/1.1",
        "ICY", "",
        "RTSP/1.0", " HTTP/1.1",
    ]
    private static let statuses = [
        "0 Zero", "000 ", "001", "010 X", "050 X", "099 X", "099", "99", "100 Continue", "101 Switching Protocols",
        "199 x",
        "204 No Content",
        "205 Reset", "206 Partial", "299", "300 X", "301 Moved", "304 Not Modified", "401 Unauthorized", "407 Proxy",
        "408 T",
        "413 L", "417 E", "429 Slow", "500 X", "503 X", "599", "600 X", "700", "999", "1000 X", "65535", "65536 X",
        "99999999999999999999", "-1 X", "+200 OK", "2OO OK", "20 OK", "200OK", "", " ", "200 \u{0}",
        "200 \u{E4}\u{202E}",
    ]
    private static let goodFields = [
        "Content-Type: application/json", "Date: Tue, 24 Nov 2026 18:05:09 GMT", "X-Request-Id: 1", "Server: nginx",
        "Connection: keep-alive", "X-Subject-Token: \(Anybody.secret)",
    ]
    private static let oddFields = [
        "Connection: upgrade\r\nUpgrade: h2c", "Upgrade: websocket", "Connection: close",
        "Connection: keep-alive, close",
        "Content-Encoding: gzip", "Content-Encoding: deflate, br", " folded: value", "\tfolded", ": no name",
        "no colon",
        "Bad Name: x", "X-Nul: a\u{0}b", "X-Bare: a\rb", "Trailer: X-A", "Retry-After: 99999999999", "Date: never",
        "Location: http://[::1]:99999/\u{0}", "Content-Type: text/html; charset=\u{FFFD}", "Keep-Alive: timeout=-1",
        "Proxy-Authenticate: Basic", "Set-Cookie: a=b", "X-\u{E4}: x", "Expect: 100-continue",
    ]
    private static let framings = [
        "Content-Length: 0\r\n", "Content-Length: 1\r\n", "Content-Length: 7\r\n", "Content-Length: 99999\r\n",
        "Content-Length: -1\r\n", "Content-Length: +5\r\n", "Content-Length: 0x10\r\n", "Content-Length: 5, 5\r\n",
        "Content-Length: 9223372036854775807\r\n", "Content-Length: 9223372036854775808\r\n",
        "Content-Length: 18446744073709551615\r\n", "Content-Length: 18446744073709551616\r\n", "Content-Length:\r\n",
        "Content-Length: 5\r\n 5\r\n", "Content-Length: 1e3\r\n", "Content-Length : 5\r\n",
        "Transfer-Encoding: chunked\r\n",
        "Transfer-Encoding: gzip, chunked\r\n", "Transfer-Encoding: chunked, gzip\r\n",
        "Transfer-Encoding: identity\r\n",
        "Transfer-Encoding: Chunked \r\n", "Transfer-Encoding:\r\n chunked\r\n", "Transfer-Encoding: xchunked\r\n", "",
    ]
    private static let chunkSizes = [
        "0", "00", "1", "F", "ff", "10000", "7fffffff", "80000000", "ffffffff", "7fffffffffffffff", "ffffffffffffffff",
        "10000000000000000", "-1", "0x5", "", " ", "g", "5 ", "\u{0}",
    ]
}
