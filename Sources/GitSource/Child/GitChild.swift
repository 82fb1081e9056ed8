internal import CLibGit2
internal import FoundationEssentials
internal import Glibc
internal import Synchronization

/// Reads repositories in a child process of the same program: libgit2 spins on some damaged repositories and writes
/// beyond its buffers on others, so that must only ever end a process that holds nothing else. What the child sends is
/// checked: the ids of all objects are recomputed, and the way from the commit to its files is gone again.
public struct GitChild: Sendable {
    /// What a child may take.
    struct Limits: Sendable {
        /// How long nothing may come from it.
        var silence = Duration.seconds(10)
        /// How long reading may take in all.
        var total = Duration.seconds(120)
        /// How much memory it may ask for. Of the kernel's limits it is RLIMIT_DATA: it counts what is allocated, as a
        /// bomb does, and not the packs that are mapped, as RLIMIT_AS would; those of an honest repository may have many GiB.
        var memoryBytes = 1 << 30
        /// How much it may send: all files and their directories.
        var answerBytes = 640 << 20
    }

    /// The first argument by which the program knows that it is the child.
    public static let marker = "__read-git"

    /// The program to start; nil: the one that runs.
    var executable: String?
    var limits = Limits()
    /// The child's variables; nil: those of this process.
    var environment: [String: String]?

    private static let enabled = Mutex<GitChild?>(nil)

    /// The child that reads; nil where everything is read in this process.
    static var inUse: GitChild? { enabled.withLock { $0 } }

    /// Lets this process read in children from now on. Only a program that calls `serve` for the marker may do so.
    public static func enable() { enabled.withLock { $0 = GitChild() } }

    /// What the child does: one request from standard input, frames to standard output.
    public static func serve() {
        guard let length = Descriptor.read(0, exactly: 8)?.reversed().reduce(UInt64(0), { $0 << 8 | UInt64($1) }),
            length <= UInt64(requestLimit), let bytes = Descriptor.read(0, exactly: Int(length)),
            let order = try? JSONDecoder().decode(Order.self, from: Data(bytes))
        else { return }
        limit(__rlimit_resource_t(RLIMIT_DATA.rawValue), order.memoryBytes)
        limit(__rlimit_resource_t(RLIMIT_CPU.rawValue), order.seconds)
        limit(__rlimit_resource_t(RLIMIT_CORE.rawValue), 0)
        if case .read = order.task { startWithoutCertificates() }
        endWithParent()
        switch order.task {
        case .read(let request): request.serve(FrameWriter(to: 1))
        case .fetch(let request): request.serve(FrameWriter(to: 1))
        }
    }

    /// What a child is to do.
    enum Task: Codable {
        case read(GitRequest)
        case fetch(FetchRequest)
    }

    /// The task, and what the child has to keep to by itself.
    struct Order: Codable {
        var task: Task
        var memoryBytes: Int
        /// Of processor time; the parent counts the time that passes.
        var seconds: Int
    }

    static let requestLimit = 16 << 20

    private static func limit(_ what: __rlimit_resource_t, _ value: Int) {
        var limit = rlimit(rlim_cur: UInt(value), rlim_max: UInt(value))
        _ = setrlimit(what, &limit)
    }

    /// When libgit2 starts, it reads the certificates of all authorities, which takes longer than a small repository does,
    /// and only fetching needs them. No file can be opened meanwhile; there is no other thread yet.
    private static func startWithoutCertificates() {
        let what = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        var allowed = rlimit()
        // For another user than the one who called, libgit2 reads /etc/passwd.
        guard getuid() == geteuid(), getrlimit(what, &allowed) == 0 else { return }
        var none = rlimit(rlim_cur: 0, rlim_max: allowed.rlim_max)
        guard setrlimit(what, &none) == 0 else { return }
        let isStarted = git_libgit2_init() > 0
        _ = setrlimit(what, &allowed)
        // Where it needed a file all the same, it starts anew, and says why where that fails too.
        if !isStarted { git_libgit2_shutdown() }
        git_error_clear()
    }

    /// The parent keeps its end of the standard input open. When that closes, the parent is gone, and a child that spins
    /// or waits for a named pipe must not stay behind.
    private static func endWithParent() {
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { _ in
                var byte: UInt8 = 0
                while Glibc.read(0, &byte, 1) > 0 || errno == EINTR {}
                _exit(1)
            }, nil)
    }
}
