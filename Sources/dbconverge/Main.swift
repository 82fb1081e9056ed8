import ArgumentParser
import CProcess
import GitSource
import Glibc
import Logging

/// `dbconverge`: declared kernel versions in git, converged by batched upgrade calls.
@main
struct Root: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dbconverge",
        abstract: "Keeps the kernel versions of TaurusDB (GaussDB for MySQL) fleets where a git repository says.",
        discussion: """
            Every option can be given as an environment variable too: --poll-interval as DBCONVERGE_POLL_INTERVAL. \
            Credentials come from the environment (HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK) or from \
            ~/.huaweicloud/credentials, never from manifests.
            """,
        version: "dbconverge \(BuildIdentity.describe(version, .own))",
        subcommands: [
            ValidateCommand.self, PlanCommand.self, ApplyCommand.self, ReconcileCommand.self, StatusCommand.self,
            OffersCommand.self, RetryCommand.self, PauseCommand.self, ResumeCommand.self, HistoryCommand.self,
            DoctorCommand.self, JournalCommand.self, SchemaCommand.self, ImportCommand.self, BumpCommand.self,
            SimulatorCommand.self,
        ])

    static let version = "0.1.0"

    static func main() async {
        Descriptors.openMissing()
        dbconverge_share_memory()
        if Arguments.given.first == GitChild.marker { return GitChild.serve() }
        GitChild.enable()
        // A reader that goes away, such as `head`, must not kill a run that has work in flight.
        signal(SIGPIPE, SIG_IGN)
        var format: OutputFormat?
        do {
            var command = try parseAsRoot(Arguments.given)
            if let answering = command as? any AnsweringCommand {
                format = answering.output.format
                Console.begin(answering.output.logStyle, colors: answering.output.errorStyle)
                try answering.checkOutputs()
            }
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let failure as Failure {
            failure.report(format)
            Root.exit(withError: ExitCode(failure.status.rawValue))
        } catch {
            tell(error)
            Root.exit(withError: ExitCode(exitCode(for: error).rawValue))
        }
    }

    /// Only who asks for help gets it with exit 0: a script whose command is missing must not go on as if it had run.
    func run() async throws {
        Console.errors(Root.helpMessage())
        throw ExitCode(ExitCode.validationFailure.rawValue)
    }

    /// Help goes to stdout, what is wrong with the arguments to stderr.
    private static func tell(_ error: any Error) {
        let message = Arguments.sanitized(fullMessage(for: error))
        guard !message.isEmpty else { return }
        if exitCode(for: error).isSuccess {
            // There is nothing left to do where this cannot be written.
            try? Console.answer(message)
        } else {
            Console.errors(message, .error)
        }
    }
}

/// A command whose answer has a format.
protocol AnsweringCommand: AsyncParsableCommand {
    /// The formats that its answer has.
    static var formats: [OutputFormat] { get }
    var output: OutputOptions { get }
}

extension AnsweringCommand {
    static var formats: [OutputFormat] { [.text, .json, .markdown] }

    fileprivate func checkOutputs() throws {
        try output.check(Self.formats, of: Self.configuration.commandName ?? "dbconverge")
    }
}
