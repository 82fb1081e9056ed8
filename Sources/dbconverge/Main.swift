import ArgumentParser
import Glibc

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
        version: "dbconverge \(version)",
        subcommands: [
            ValidateCommand.self, PlanCommand.self, ReconcileCommand.self, RetryCommand.self, PauseCommand.self,
            ResumeCommand.self, HistoryCommand.self, DoctorCommand.self, SimulatorCommand.self,
        ])

    static let version = "0.1.0"

    static func main() async {
        // A reader that goes away, such as `head`, must not kill a run that has work in flight.
        signal(SIGPIPE, SIG_IGN)
        var format = OutputFormat.text
        do {
            var command = try parseAsRoot()
            if let answering = command as? any AnsweringCommand { format = answering.output.output }
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let failure as Failure {
            failure.report(format)
            Root.exit(withError: ExitCode(failure.status.rawValue))
        } catch {
            Root.exit(withError: error)
        }
    }
}

/// A command whose answer has a format.
protocol AnsweringCommand: AsyncParsableCommand {
    var output: OutputOptions { get }
}
