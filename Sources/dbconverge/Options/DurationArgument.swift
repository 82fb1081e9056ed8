import ArgumentParser
import Fleet

/// A duration as people type it: `500ms`, `90s`, `15m`, `1h30m`, `2d`.
struct DurationArgument: ExpressibleByArgument, ExplainedArgument, CustomStringConvertible {
    var duration: Duration
    var description: String

    /// Throws a usage error that says how a duration is written.
    init(parsing argument: String) throws {
        do throws(WrittenDuration.Problem) {
            duration = try WrittenDuration.parse(argument)
        } catch {
            throw ValidationError("a duration is written \(WrittenDuration.examples); \(error)")
        }
        description = argument
    }

    init?(argument: String) {
        guard let value = try? DurationArgument(parsing: argument) else { return nil }
        self = value
    }

    /// A whole number of seconds.
    init(seconds: Int64) {
        duration = .seconds(seconds)
        description =
            seconds % 3600 == 0 ? "\(seconds / 3600)h" : seconds % 60 == 0 ? "\(seconds / 60)m" : "\(seconds)s"
    }

    var defaultValueDescription: String { description }

    static func explanation(of argument: String) -> String? {
        do {
            _ = try DurationArgument(parsing: argument)
            return nil
        } catch {
            return "\(error)"
        }
    }
}

/// An argument that can say why a text is none, for variables, which no option's `transform` reads.
protocol ExplainedArgument {
    /// Why the text is refused; nil where it is not.
    static func explanation(of argument: String) -> String?
}
