internal import CLibGit2

/// Owns one libgit2 object and frees it. Not Sendable: a handle stays with the thread that made it.
final class Handle {
    private let pointer: OpaquePointer
    private let free: (OpaquePointer?) -> Void
    /// libgit2's objects point into their repository: it has to outlive them.
    private let owner: Handle?

    /// Makes the object with a call that has an out parameter.
    init(
        in owner: Handle? = nil, freedBy free: @escaping (OpaquePointer?) -> Void,
        _ make: (inout OpaquePointer?) -> Int32
    ) throws(LibGit2Failure) {
        var made: OpaquePointer?
        let code = make(&made)
        guard code >= 0, let made else { throw LibGit2Failure(code) }
        (self.pointer, self.free, self.owner) = (made, free, owner)
    }

    deinit { free(pointer) }

    /// Lends the pointer; it must not be kept.
    func use<Result, Failure: Error>(
        _ body: (OpaquePointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try withExtendedLifetime(self) { () throws(Failure) -> Result in try body(pointer) }
    }
}
