import ArgumentParser
import Fleet

/// A label selector as kubectl writes it.
struct SelectorArgument: ExpressibleByArgument, ExplainedArgument {
    /// What it asks for.
    var selector: Selector
    /// The text as it was given.
    var text: String

    /// Throws a usage error that says what is wrong and where.
    init(parsing argument: String) throws {
        do throws(Selector.SpellingError) {
            selector = try Selector(parsing: argument)
        } catch {
            throw ValidationError("\(error); a selector is written env=prod,tier!=cache,zone in (a,b),owner,!legacy")
        }
        text = argument
    }

    init?(argument: String) {
        guard let value = try? SelectorArgument(parsing: argument) else { return nil }
        self = value
    }

    static func explanation(of argument: String) -> String? {
        do {
            _ = try SelectorArgument(parsing: argument)
            return nil
        } catch {
            return "\(error)"
        }
    }
}
