import CProcess
import Text

/// The process's arguments, without the program's name.
enum Arguments {
    static let given: [String] = (1..<max(1, Int(dbconverge_argument_count()))).compactMap { index in
        dbconverge_argument(Int32(index)).map { String(cString: $0) }
    }

    /// A message in which the parser may repeat arguments: whole ones, or what follows the `=` of an option.
    static func sanitized(_ message: String, of arguments: [String] = given) -> String {
        let echoes = arguments.flatMap { [$0, String($0.drop { $0 != "=" }.dropFirst())] }
        return Set(echoes).sorted { $0.utf8.count > $1.utf8.count }.reduce(message) { message, echo in
            let safe = SafeText.line(echo)
            return safe == echo || echo.isEmpty ? message : message.replacing(echo, with: safe)
        }
    }
}
