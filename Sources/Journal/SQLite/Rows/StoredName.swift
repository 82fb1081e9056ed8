/// Names of reasons and outcomes that earlier versions wrote, as they are spelled now. A row keeps what it was written
/// with, because its checksum covers that.
enum StoredName {
    private static let renamed = [
        "unanswered": "outcomeUnknown", "lost": "noTrace", "strayed": "offTarget", "landed": "completed",
    ]

    /// The name that is used now.
    static func current(_ stored: String) -> String { renamed[stored] ?? stored }
}
