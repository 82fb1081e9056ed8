internal import NIOSSL

/// Certificates that are trusted besides the system's, from a file in PEM form.
public struct CertificateAuthorities: Sendable {
    let certificates: [NIOSSLCertificate]

    private static let limit = 16 << 20

    /// Why a file is no file of certificates.
    public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
        /// The reason in plain words.
        public let description: String
    }

    /// Reads a file of one certificate or more. Throws `Failure`.
    public init(file path: String) throws(Failure) {
        let bytes: [UInt8]
        do throws(SmallFile.Failure) {
            bytes = try SmallFile(path, atMost: Self.limit).bytes
        } catch {
            throw Failure(description: "\(path) \(error.reason)")
        }
        do {
            certificates = try NIOSSLCertificate.fromPEMBytes(bytes)
        } catch {
            throw Failure(description: "\(path) holds a certificate that cannot be read, or none")
        }
        guard !certificates.isEmpty else {
            throw Failure(description: "\(path) holds no certificate: it must have one between BEGIN and END lines")
        }
    }
}
