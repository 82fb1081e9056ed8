internal import NIOCore
internal import NIOHTTP1

/// Stands between the HTTP decoder and AsyncHTTPClient and lets through only what that library is prepared for: one head
/// from 200 on, its body, its end, for each request. Anything else would end the process there (a precondition), and
/// becomes an error of the call here.
final class AnswerGuard: ChannelDuplexHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias InboundOut = HTTPClientResponsePart
    typealias OutboundIn = HTTPClientRequestPart
    typealias OutboundOut = HTTPClientRequestPart

    /// More interim answers (1xx) than this before the answer itself are an attack or a fault, and no progress.
    static let mostInterimAnswers = 32

    private enum State: Equatable { case idle, awaiting(interim: Int), inBody, refused }
    private var state = State.idle

    /// Puts one into the pipeline of a connection on which nothing has been asked yet.
    static func install(in channel: any Channel) -> EventLoopFuture<Void> {
        channel.eventLoop.submit {
            let pipeline = channel.pipeline.syncOperations
            let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPResponseDecoder>.self)
            try pipeline.addHandler(AnswerGuard(), position: .after(decoder))
        }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .head = unwrapOutboundIn(data), state == .idle { state = .awaiting(interim: 0) }
        context.write(data, promise: promise)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch (state, unwrapInboundIn(data)) {
        case (.refused, _): break
        case (.awaiting(let interim), .head(let head)):
            switch head.status.code {
            case 200...: state = .inBody
            case 100..<200 where head.status.code != 101:
                state = .awaiting(interim: interim + 1)
                if interim >= Self.mostInterimAnswers { refuse("an answer that never comes to its end", context) }
                return
            case 101: return refuse("an answer that leaves HTTP (status 101)", context)
            default: return refuse("a status that HTTP does not have (below 100)", context)
            }
            context.fireChannelRead(data)
        case (.inBody, .body): context.fireChannelRead(data)
        case (.inBody, .end):
            state = .idle
            context.fireChannelRead(data)
        default: refuse("an answer out of order", context)
        }
    }

    private func refuse(_ what: String, _ context: ChannelHandlerContext) {
        state = .refused
        context.fireErrorCaught(RefusedAnswer(what: what))
        context.close(promise: nil)
    }
}

/// An answer that is no answer to what was asked: the request has left all the same.
struct RefusedAnswer: Error {
    let what: String
}
