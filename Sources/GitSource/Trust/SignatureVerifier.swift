/// Verifies one signature after the other by the programs that can, with the same files.
struct SignatureVerifier {
    let files: SignerFiles
    let scratch: ScratchDirectory
    let programs: VerifierPrograms
    let process: ChildProcess

    /// Whose good signature it is; throws for every other.
    func verify(_ object: SignedObject) throws(GitSourceError) -> VerifiedSignature {
        switch object.signature.kind {
        case .ssh: try verifySSH(object)
        case .openpgp: try verifyOpenPGP(object)
        }
    }

    /// Writes the signature and what it was made over.
    func write(_ object: SignedObject) throws(GitSourceError) -> (payload: String, signature: String) {
        (
            try scratch.write("payload", object.payload), try scratch.write("signature", object.signature.bytes)
        )
    }
}
