import ArgumentParser
import FoundationEssentials
import Synchronization
import Text

/// Options as environment variables: `--poll-interval` is `DBCONVERGE_POLL_INTERVAL`. A flag wins over its variable.
enum Environment {
    private static let problems = Mutex<Set<Problem>>([])

    /// A variable that cannot be read.
    struct Problem: Hashable {
        /// The option's name, without its dashes.
        var option: String
        /// What is wrong.
        var message: String
    }

    /// The variable's value, or `fallback` where it is not set. One that cannot be read is reported by `check`.
    static func value<Value: ExpressibleByArgument>(_ name: String, else fallback: Value) -> Value {
        optional(name, as: Value.self) ?? fallback
    }

    /// The variable's value; nil where it is not set.
    static func optional<Value: ExpressibleByArgument>(_ name: String, as type: Value.Type = Value.self) -> Value? {
        text(name).flatMap { read($0, name) }
    }

    /// The variable's values, separated by commas.
    static func values<Value: ExpressibleByArgument>(_ name: String) -> [Value] {
        list(name).compactMap { read($0, name) }
    }

    private static func read<Value: ExpressibleByArgument>(_ text: String, _ name: String) -> Value? {
        guard let value = Value(argument: text) else {
            let explanation = (Value.self as? any ExplainedArgument.Type)?.explanation(of: text)
            let choices =
                if let explanation { ": \(explanation)" } else {
                    Value.allValueStrings.isEmpty ? "" : "; it can be \(Value.allValueStrings.joined(separator: ", "))"
                }
            let message = "\(variable(name)) is '\(text.printable)', which cannot be used here\(choices)"
            problems.withLock { _ = $0.insert(Problem(option: name, message: message)) }
            return nil
        }
        return value
    }

    /// The variable's values, separated by commas.
    static func list(_ name: String) -> [String] {
        text(name)?.split(separator: ",", omittingEmptySubsequences: false).map { $0.trimmed } ?? []
    }

    /// Whether the variable says yes: `1`, `true` or `yes`; `0`, `false`, `no` and nothing mean no.
    static func flag(_ name: String) -> Bool {
        switch text(name)?.lowercased() {
        case nil, "", "0", "false", "no": return false
        case "1", "true", "yes": return true
        case let other?:
            let message = "\(variable(name)) is '\(other.printable)'; it can be true or false"
            problems.withLock { _ = $0.insert(Problem(option: name, message: message)) }
            return false
        }
    }

    /// Throws a usage error that names every variable that could not be read, but for those whose option is given.
    static func check() throws {
        let found = problems.withLock { $0 }.filter { !isGiven($0.option, in: Arguments.given) }.map(\.message).sorted()
        guard found.isEmpty else { throw ValidationError(found.joined(separator: "\n")) }
    }

    /// Whether the arguments have the option, whose value then counts instead of the variable's.
    static func isGiven(_ option: String, in arguments: [String]) -> Bool {
        arguments.prefix { $0 != "--" }.contains { argument in
            if option == "output", argument.hasPrefix("-o"), !argument.hasPrefix("--") { return true }
            return argument == "--\(option)" || argument.hasPrefix("--\(option)=")
        }
    }

    /// Whether Kubernetes has set the variable: it tells each pod of a Service called `dbconverge` with
    /// `DBCONVERGE_PORT=tcp://10.96.0.12:8080` and others like it, which no option's value looks like.
    static func isServiceLink(_ text: String) -> Bool {
        ["tcp://", "udp://", "sctp://"].contains { text.hasPrefix($0) }
    }

    private static func text(_ name: String) -> String? {
        ProcessEnvironment.current[variable(name)].flatMap { $0.isEmpty || isServiceLink($0) ? nil : $0 }
    }

    private static func variable(_ name: String) -> String {
        "DBCONVERGE_" + name.uppercased().split(separator: "-").joined(separator: "_")
    }
}

extension StringProtocol {
    /// Without white space at either end.
    var trimmed: String {
        var rest = Substring(self)
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}

/// The process's environment variables.
enum ProcessEnvironment {
    /// All of them.
    static var current: [String: String] { ProcessInfo.processInfo.environment }
}
