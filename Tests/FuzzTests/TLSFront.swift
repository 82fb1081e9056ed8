import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import TestSupport
import Testing

/// A certificate of its own authority, good for `api.test` and 127.0.0.1.
struct TestCertificate: Sendable {
    /// The file with the certificate, which is its own authority.
    let path: String
    private let key: String

    init(in folder: URL) throws {
        (path, key) = (folder.appending(path: "cert.pem").path, folder.appending(path: "key.pem").path)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
            "2",
            "-subj", "/CN=api.test", "-addext", "subjectAltName=DNS:api.test,IP:127.0.0.1", "-keyout", key, "-out",
            path,
        ]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.start()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "openssl made no certificate")
    }

    func context() throws -> NIOSSLContext {
        try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: try NIOSSLCertificate.fromPEMFile(path).map { .certificate($0) },
                privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem))))
    }
}

/// Speaks TLS on a loopback port and carries what is said to another port in plain bytes.
struct TLSFront: Sendable {
    let port: Int
    private let channel: any Channel

    init(to destination: Int, _ certificate: TestCertificate) async throws {
        let context = try certificate.context()
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { child in
                ClientBootstrap(group: child.eventLoop)
                    .channelInitializer { $0.pipeline.addHandler(Carrier(to: child)) }
                    .connect(host: "127.0.0.1", port: destination)
                    .flatMapThrowing { upstream in
                        try child.pipeline.syncOperations.addHandlers([
                            NIOSSLServerHandler(context: context), Carrier(to: upstream),
                        ])
                    }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = try #require(channel.localAddress?.port)
    }

    func stop() async { try? await channel.close() }
}

private final class Carrier: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer
    private let other: any Channel

    init(to other: any Channel) { self.other = other }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        other.writeAndFlush(unwrapInboundIn(data), promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) { other.close(promise: nil) }
    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
