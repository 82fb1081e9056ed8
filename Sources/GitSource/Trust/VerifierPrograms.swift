internal import Glibc
internal import Text

/// Where the programs are that verify, and what they may take.
struct VerifierPrograms: Sendable {
    /// The directories of `PATH` that are absolute: another could be in the repository.
    var directories = (Environment.value("PATH") ?? "/usr/bin:/bin").split(separator: ":").map(String.init)
        .filter { $0.hasPrefix("/") }
    /// Where each verification has a directory of its own meanwhile.
    var temporary = Environment.path("TMPDIR").flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/tmp"
    /// How long the verification of one signature may take, with all the programs that it runs.
    var timeout = Duration.seconds(30)
    /// How much one of them may say.
    var outputBytes = 1 << 20

    /// The path of a program. Throws where it is not installed.
    func path(of name: String, package: String) throws(GitSourceError) -> String {
        for directory in directories {
            let path = "\(directory)/\(name)"
            var status = stat()
            if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, access(path, X_OK) == 0 { return path }
        }
        throw .missing(verifier: name, package: package)
    }
}

/// One program that verifies: run with a clean environment, and for no longer than what is left of the time.
final class VerifierProgram {
    private let name, path, home: String
    private let programs: VerifierPrograms
    private let process: ChildProcess
    private var left: Duration

    init(
        _ name: String, package: String, home: String, _ programs: VerifierPrograms, _ process: ChildProcess
    ) throws(GitSourceError) {
        (self.name, self.home, self.programs, self.process) = (name, home, programs, process)
        path = try programs.path(of: name, package: package)
        left = programs.timeout
    }

    /// Runs it with a file as its standard input.
    func run(_ arguments: String..., input: String = "/dev/null") throws(GitSourceError) -> VerifierProcess.Output {
        try run(arguments, input: input)
    }

    /// Runs it with a file as its standard input.
    func run(_ arguments: [String], input: String = "/dev/null") throws(GitSourceError) -> VerifierProcess.Output {
        let run = VerifierProcess(
            program: path, arguments: [name] + arguments,
            environment: [
                "PATH=\(programs.directories.joined(separator: ":"))", "LC_ALL=C", "HOME=\(home)", "GNUPGHOME=\(home)",
            ], input: input)
        do {
            return try run.output(
                within: &left, atMost: programs.outputBytes, isCancelled: { [process] in process.isCancelled })
        } catch {
            switch error {
            case .cancelled:
                throw GitSourceError(
                    .cancelled, "verifying signatures was cancelled", hint: "run the command again")
            case .timedOut:
                throw GitSourceError(
                    .verifierTimedOut,
                    "`\(name)` did not verify a signature within \(DurationText.of(programs.timeout / .seconds(1)))",
                    hint: "run the command again; if that does not help, see what \(path) waits for")
            case .tooMuch:
                throw failure("it said more than \(programs.outputBytes >> 10) KiB")
            case .notStarted(let code):
                throw failure("it cannot be started: \(String(cString: strerror(code)))")
            }
        }
    }

    /// It did not do what it is there for.
    func failure(_ why: String) -> GitSourceError {
        GitSourceError(
            .verifierFailed, "`\(name)` could not verify a signature: \(why)",
            hint: "see that \(path) works; docs/trust.md says which versions do")
    }
}
