internal import FoundationEssentials
internal import Glibc

/// A directory for one verification that no other user can read: what programs are given, and their home.
struct ScratchDirectory {
    let path: String

    /// Makes it in another one, with mode 0700.
    init(in base: String) throws(GitSourceError) {
        var template = Array("\(base.withoutTrailingSlash)/dbconverge-trust-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Self.failure("make a directory in `\(base)`", errno) }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Removes it with everything in it.
    func remove() { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file, and returns its path.
    func write(_ name: String, _ bytes: [UInt8]) throws(GitSourceError) -> String {
        let file = "\(path)/\(name)"
        let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure("write `\(file)`", errno) }
        defer { close(descriptor) }
        guard Descriptor.write(bytes, to: descriptor) else { throw Self.failure("write `\(file)`", errno) }
        return file
    }

    /// Makes a directory with mode 0700, and returns its path.
    func makeDirectory(_ name: String) throws(GitSourceError) -> String {
        let directory = "\(path)/\(name)"
        guard mkdir(directory, 0o700) == 0 else { throw Self.failure("make `\(directory)`", errno) }
        return directory
    }

    private static func failure(_ what: String, _ code: Int32) -> GitSourceError {
        GitSourceError(
            .verifierFailed, "signatures cannot be verified: cannot \(what): \(String(cString: strerror(code)))",
            hint: "see that TMPDIR names a directory with free space to which this user can write")
    }
}
