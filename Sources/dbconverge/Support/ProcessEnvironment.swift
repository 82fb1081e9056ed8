import FoundationEssentials

/// The process's environment variables.
enum ProcessEnvironment {
    /// All of them.
    static var current: [String: String] { ProcessInfo.processInfo.environment }
}
