internal import Text

/// Text of a manifest's author in quotes, clipped and fit to be shown: nothing in it can move a terminal's cursor.
func quoted(_ text: String, atMost limit: Int = 60) -> String { "'\(SafeText.line(text, atMost: limit))'" }

extension Unicode.Scalar {
    /// Whether a terminal could do something else with it than show it.
    var isUnsafeToShow: Bool { !isSafeToShow }

    /// How many cells of a terminal it takes.
    var cells: Int { displayWidth }
}
