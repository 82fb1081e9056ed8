internal import Text

extension Repository {
    /// A git command about this repository that works as printed, wherever the user stands.
    func git(_ words: String...) -> String { GitCommand.spell(["-C", root] + words) }
}

enum GitCommand {
    /// A command about the repository with this root.
    static func spell(in root: String, _ words: String...) -> String { spell(["-C", root] + words) }

    /// The command in the quotes of messages.
    static func spell(_ words: [String]) -> String { "`" + ShellWord.join(["git"] + words) + "`" }
}
