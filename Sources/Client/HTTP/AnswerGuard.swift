internal import NIOCore
internal import NIOHTTP1

/// Stands between HTTP's coders and AsyncHTTPClient. Answers: it lets through only the parts that the library is prepared
/// for, one head from 200 on, its body, its end, for each request. Any other would end the process there (a precondition),
/// and becomes an error of the call here. Requests: it holds one back until it is whole, and writes it unless it is too late.
final class AnswerGuard: ChannelDuplexHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias InboundOut = HTTPClientResponsePart
    typealias OutboundIn = HTTPClientRequestPart
    typealias OutboundOut = HTTPClientRequestPart

    /// More interim answers (1xx) than this before the answer itself are an attack or a fault, and no progress.
    static let mostInterimAnswers = 32

    private enum State: Equatable { case idle, awaiting(interim: Int), inBody, refused }
    private var state = State.idle

    private let pendingWrites: PendingWrites
    /// The head and the body of a request that is not whole yet.
    private var held: [(part: HTTPClientRequestPart, promise: EventLoopPromise<Void>?)] = []

    private init(_ pendingWrites: PendingWrites) { self.pendingWrites = pendingWrites }

    /// Puts one into the pipeline of a connection on which nothing has been asked yet; at once where it can, so that
    /// nothing is read from the connection before.
    static func install(in channel: any Channel, _ pendingWrites: PendingWrites) -> EventLoopFuture<Void> {
        let add: @Sendable () throws -> Void = {
            let pipeline = channel.pipeline.syncOperations
            let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPResponseDecoder>.self)
            try pipeline.addHandler(AnswerGuard(pendingWrites), position: .after(decoder))
        }
        guard channel.eventLoop.inEventLoop else { return channel.eventLoop.submit(add) }
        return channel.eventLoop.makeCompletedFuture(withResultOf: add)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let part = unwrapOutboundIn(data)
        guard state == .idle else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        held.append((part, promise))
        guard case .end = part, case .head(var head)? = held.first?.part else { return }
        do throws(PendingWrites.Refusal) {
            try pendingWrites.claim(&head)
        } catch {
            refuse(error, context)
            return drop(error)
        }
        state = .awaiting(interim: 0)
        held[0].part = .head(head)
        for (part, promise) in held { context.write(wrapOutboundOut(part), promise: promise) }
        held = []
    }

    func handlerRemoved(context: ChannelHandlerContext) { drop(ChannelError.ioOnClosedChannel) }

    private func drop(_ error: any Error) {
        for (_, promise) in held { promise?.fail(error) }
        held = []
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
        refuse(RefusedAnswer(what: what), context)
    }

    private func refuse(_ error: any Error, _ context: ChannelHandlerContext) {
        state = .refused
        context.fireErrorCaught(error)
        context.close(promise: nil)
    }
}

/// An answer that is none to the request, which was sent all the same.
struct RefusedAnswer: Error {
    let what: String
}
