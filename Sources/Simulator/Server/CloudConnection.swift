import CloudModel
import FoundationEssentials
import HTTPTypes
import HummingbirdCore
import NIOCore

/// The thin shell: hummingbird's messages in and out, and the connection where it is to break.
struct CloudConnection: Sendable {
    let service: CloudService

    /// More than any request of this API needs.
    static let bodyLimit = 4 * 1024 * 1024

    /// Reads a request and delivers its answer. Throws where the connection is to be closed.
    func respond(to request: Request, _ writer: consuming ResponseWriter) async throws {
        let answer: SimulatedResponse
        do {
            let body = try await request.body.collect(upTo: Self.bodyLimit)
            answer = service.respond(to: Self.wire(request, body))
        } catch is NIOTooManyBytesError {
            answer = service.refuse(
                SimulatedError(status: 413, code: "APIGW.0201", message: "The request body is too large"))
        }
        try await Self.deliver(answer, writer)
    }

    private static func wire(_ request: Request, _ body: ByteBuffer) -> SimulatedRequest {
        var headers = Dictionary(
            request.headers.map { ($0.name.canonicalName, $0.value) }, uniquingKeysWith: { $0 + "," + $1 })
        headers["host"] = request.head.authority
        return SimulatedRequest(
            method: request.method.rawValue, target: request.head.path ?? "/", headers: headers,
            body: Array(body.readableBytesView))
    }

    private static func deliver(_ answer: SimulatedResponse, _ writer: consuming ResponseWriter) async throws {
        var head = HTTPResponse(status: .init(code: answer.status))
        for (name, value) in answer.headers {
            if let name = HTTPField.Name(name) { head.headerFields[name] = value }
        }
        if let length = answer.announcedLength { head.headerFields[.contentLength] = String(length) }
        let bytes = ByteBuffer(bytes: answer.body)
        switch answer.delivery {
        case .whole: try await writer.write(response: head, body: ResponseBody(byteBuffer: bytes))
        case .dropped: throw BrokenConnection()
        case .never:
            // Ends with the server, or when every client that waits must have left.
            try await Task.sleep(for: .seconds(600))
            throw BrokenConnection()
        case .cut(let count):
            var body = try await writer.writeHead(head)
            try await body.write(bytes.getSlice(at: 0, length: count) ?? bytes)
            throw BrokenConnection()
        case .slow(let time):
            var body = try await writer.writeHead(head)
            let pieces = min(20, max(1, answer.body.count))
            for piece in 0..<pieces {
                try await Task.sleep(for: time / pieces)
                let (from, to) = (answer.body.count * piece / pieces, answer.body.count * (piece + 1) / pieces)
                try await body.write(ByteBuffer(bytes: answer.body[from..<to]))
            }
            try await body.finish(nil)
        case .endless:
            var body = try await writer.writeHead(head)
            try await body.write(ByteBuffer(bytes: answer.body.dropLast()))
            while true { try await body.write(spaces(64 * 1024)) }
        case .padded(let length):
            var body = try await writer.writeHead(head)
            try await body.write(bytes)
            var left = length - answer.body.count
            while left > 0 {
                let count = min(left, 1024 * 1024)
                try await body.write(spaces(count))
                left -= count
            }
            try await body.finish(nil)
        }
    }

    private static func spaces(_ count: Int) -> ByteBuffer {
        ByteBuffer(repeating: UInt8(ascii: " "), count: count)
    }
}

/// The connection is closed here.
private struct BrokenConnection: Error {}
