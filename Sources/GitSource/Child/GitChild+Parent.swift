internal import FoundationEssentials
internal import Glibc

/// What a child has sent, and what was recomputed from it.
struct GitAnswer {
    let refState: RefState
    let objects: SentObjects
    let differences: WorkTreeDifferences
    let relation: CommitRelation?
}

/// What a child has sent of a work tree.
struct WorkTreeAnswer {
    let summary: WorkTreeSummary
    let files: [RevisionFile]
    let objects: SentObjects
}

extension GitChild {
    /// Asks a child. One that ends before its whole answer has arrived counts as a damaged repository.
    func ask(_ request: GitRequest, _ process: ChildProcess) throws(GitSourceError) -> GitAnswer {
        let (collection, why, _) = try collect(.read(request), of: request.source, process)
        guard let refState = collection.refState else { throw .damaged(request.source, why) }
        // Everything that counts has arrived before the comparison with the work tree.
        return GitAnswer(
            refState: refState, objects: SentObjects(root: refState.repository, objects: collection.objects),
            differences: collection.differences ?? (request.paths == nil ? .none : .unknown(why)),
            relation: collection.relation)
    }

    /// Asks a child for the files of a work tree.
    func askWorkTree(_ request: GitRequest, _ process: ChildProcess) throws(GitSourceError) -> WorkTreeAnswer {
        let (collection, why, _) = try collect(.read(request), of: request.source, process)
        guard let summary = collection.workTree else { throw .damaged(request.source, why) }
        return WorkTreeAnswer(
            summary: summary, files: collection.files,
            objects: SentObjects(root: summary.root, objects: collection.objects))
    }

    /// Lets a child fetch. Throws `fetchFailed` where it took too long.
    func fetch(_ request: FetchRequest, _ process: ChildProcess) throws(GitSourceError) {
        let (collection, why, isLate) = try collect(.fetch(request), of: request.url.text, process)
        if collection.isFetched { return }
        guard isLate else { throw .damaged(request.mirror, why) }
        throw GitSourceError(
            .fetchFailed, "fetching `\(request.ref)` from \(request.url.text) took longer than --fetch-timeout allows",
            hint: "see whether the server can be reached from here; for a large repository, raise --fetch-timeout")
    }

    /// What a child has sent until its end, what that end says where something is missing, and whether it took too long.
    private func collect(
        _ task: Task, of source: String, _ process: ChildProcess
    ) throws(GitSourceError) -> (Collection, why: String, isLate: Bool) {
        let order = Order(
            task: task, memoryBytes: limits.memoryBytes, seconds: Int(limits.total.components.seconds) + 1)
        guard let body = try? JSONEncoder().encode(order), body.count <= Self.requestLimit else {
            throw GitSourceError(
                .invalidPath, "the repository's path, the ref or the path in it is too long", hint: "give shorter ones")
        }
        guard let pipes = process.start(executable, argument: Self.marker, environment: environment) else {
            let why = String(cString: strerror(errno))
            if process.isCancelled { throw Self.cancelled(source) }
            throw GitSourceError(
                .unreadable, "cannot start the process that reads `\(source)`: \(why)",
                hint: "see whether more processes and open files are allowed here (`ulimit -a`)")
        }
        var collection = Collection(limits)
        let length = withUnsafeBytes(of: UInt64(body.count).littleEndian) { Array($0) }
        let ending = collection.run(length + Array(body), pipes, process)
        let status = process.end(graceful: ending == nil)
        pipes.close()
        if process.isCancelled { throw Self.cancelled(source) }
        if let failure = collection.failure { throw failure.error }
        return (collection, ending ?? fate(status), ending != nil)
    }

    private static func cancelled(_ source: String) -> GitSourceError {
        GitSourceError(.cancelled, "reading `\(source)` was cancelled", hint: "run the command again")
    }

    /// What the end of a process says.
    private func fate(_ status: Int32?) -> String {
        guard let status else { return "the process that reads it did not end" }
        let signal = status & 0x7f
        switch signal {
        case 0: return "the process that reads it ended without a whole answer"
        case SIGXCPU: return "reading it took more than \(limits.total.components.seconds) s of processor time"
        case SIGKILL: return "the process that reads it was killed"
        default:
            return "the process that reads it crashed (signal \(signal); it may use \(limits.memoryBytes >> 20) MiB)"
        }
    }
}

/// What has arrived so far.
private struct Collection {
    private let limits: GitChild.Limits
    private var frames = FrameReader()
    private var received = 0
    private(set) var objects: [ObjectID: GitObject] = [:]
    private(set) var refState: RefState?
    private(set) var differences: WorkTreeDifferences?
    private(set) var relation: CommitRelation?
    private(set) var files: [RevisionFile] = []
    private(set) var workTree: WorkTreeSummary?
    private(set) var failure: GitFailure?
    private(set) var isFetched = false

    init(_ limits: GitChild.Limits) { self.limits = limits }

    /// Sends the request and takes everything until the output ends. Returns what was wrong; nil where nothing was.
    mutating func run(_ request: [UInt8], _ pipes: ChildProcess.Pipes, _ process: ChildProcess) -> String? {
        var rest = request[...]
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        // Counted in short slices, not read off a clock: while both processes are stopped, no slice passes.
        let slice = Duration.milliseconds(100)
        var silent = Duration.zero
        var begun = ContinuousClock.now
        var total = Duration.zero
        while !process.isCancelled {
            if silent >= limits.silence { return "nothing came from reading it for \(Self.seconds(limits.silence)) s" }
            if total >= limits.total { return "reading it took more than \(Self.seconds(limits.total)) s" }
            var waiting = [
                pollfd(fd: pipes.output, events: Int16(POLLIN), revents: 0),
                pollfd(fd: rest.isEmpty ? -1 : pipes.input, events: Int16(POLLOUT), revents: 0),
            ]
            let ready = poll(&waiting, 2, Int32(slice.components.attoseconds / 1_000_000_000_000_000))
            let now = ContinuousClock.now
            total += min(now - begun, slice)
            begun = now
            if ready <= 0 {
                silent += slice
                continue
            }
            if waiting[1].revents != 0 { send(&rest, to: pipes.input) }
            guard waiting[0].revents != 0 else { continue }
            let count = Glibc.read(pipes.output, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return nil }
            silent = .zero
            received += count
            if received > limits.answerBytes { return "reading it gave more than \(limits.answerBytes >> 20) MiB" }
            frames.append(chunk[..<count])
            while let frame = frames.next() { if let fault = take(frame.kind, frame.bytes) { return fault } }
        }
        return nil
    }

    private func send(_ rest: inout ArraySlice<UInt8>, to descriptor: Int32) {
        // The child may never read: writing must not wait for it.
        let flags = Int32(MSG_NOSIGNAL | MSG_DONTWAIT)
        let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, flags) }
        if count > 0 {
            rest = rest.dropFirst(count)
        } else if errno != EAGAIN, errno != EINTR {
            // It reads no longer; what it has to say arrives all the same.
            rest = []
        }
    }

    private mutating func take(_ kind: UInt8, _ bytes: ArraySlice<UInt8>) -> String? {
        if let kind = ObjectKind(rawValue: kind) {
            let object = GitObject(kind: kind, bytes: Array(bytes))
            if let id = object.id { objects[id] = object }
            return nil
        }
        let kind = FrameKind(rawValue: kind)
        let data = kind == .file ? Data() : Data(bytes)
        switch kind {
        case .progress: return nil
        case .refState: refState = try? JSONDecoder().decode(RefState.self, from: data)
        case .differences: differences = try? JSONDecoder().decode(WorkTreeDifferences.self, from: data)
        case .fetched: isFetched = true
        case .relation: relation = try? JSONDecoder().decode(CommitRelation.self, from: data)
        case .failure: failure = try? JSONDecoder().decode(GitFailure.self, from: data)
        case .workTree: workTree = try? JSONDecoder().decode(WorkTreeSummary.self, from: data)
        case .file:
            guard let file = RevisionFile(frame: bytes) else { return "the process that reads it sent half a file" }
            files.append(file)
        case .commit, .tree, .blob, .tag, nil: return "the process that reads it said something unknown"
        }
        return nil
    }

    private static func seconds(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        return attoseconds == 0 ? "\(seconds)" : "\(Double(seconds) + Double(attoseconds) / 1e18)"
    }
}

/// The objects that a child has sent, by the ids that were recomputed here.
struct SentObjects: ObjectStore {
    let root: String
    let objects: [ObjectID: GitObject]

    func has(_ id: ObjectID) -> Bool { objects[id] != nil }

    func read(
        _ id: ObjectID, _ what: @autoclosure () -> String, accept: (ObjectHeader) throws(GitSourceError) -> Void
    ) throws(GitSourceError) -> GitObject {
        guard let object = objects[id] else {
            throw .altered(root, id, what())
        }
        try accept(ObjectHeader(kind: object.kind, size: object.bytes.count))
        return object
    }
}
