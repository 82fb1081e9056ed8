import FoundationEssentials
import Glibc

/// Who runs a command: a user of the operating system, and the CI job that does it for people, where there is one.
public struct Operator: Hashable, Sendable {
    /// The user's name; where `sudo` changed it, the one before too.
    public var user: String
    /// The machine.
    public var host: String
    /// The CI job's address; nil outside of CI.
    public var job: String?

    /// An operator.
    public init(user: String, host: String, job: String? = nil) {
        (self.user, self.host, self.job) = (user, host, job)
    }

    /// The one of this process. `environment` tells of `sudo` and of the CI job.
    public static func current(environment: [String: String]) -> Operator {
        let number = geteuid()
        let name = getpwuid(number).map { String(cString: $0.pointee.pw_name) } ?? "user \(number)"
        let before = environment["SUDO_USER"].flatMap { $0.isEmpty || $0 == name ? nil : $0 }
        return Operator(
            user: name + (before.map { " (sudo by \($0))" } ?? ""), host: Holder.current(command: "").host,
            job: jobAddress(in: environment))
    }

    /// The address that GitLab, GitHub or Jenkins gives the job; nil where none of them does.
    static func jobAddress(in environment: [String: String]) -> String? {
        func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        if let address = value("CI_JOB_URL") { return address }
        if let server = value("GITHUB_SERVER_URL"), let repository = value("GITHUB_REPOSITORY"),
            let run = value("GITHUB_RUN_ID")
        {
            return "\(server)/\(repository)/actions/runs/\(run)"
        }
        return value("BUILD_URL")
    }
}
