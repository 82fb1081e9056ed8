extension YAMLDocument {
    /// Hands each document of a file that is not empty to `body`; what is no YAML is reported.
    static func readAll(of file: SourceFile, number: Int32, log: IssueLog, _ body: (YAMLDocument) -> Void) {
        guard file.bytes.count <= YAMLLimit.fileSize else {
            log.isIncomplete = true
            log.report(
                .fileTooLarge, at: SourceLocation(file: number, line: 0, column: 0),
                "this file has \(file.bytes.count) bytes; at most \(YAMLLimit.fileSize) (16 MiB) are read",
                hint: "split it")
            return
        }
        guard TextCheck.passes(file, number: number, log: log) else {
            log.isIncomplete = true
            return
        }
        file.bytes.withUnsafeBufferPointer { bytes in
            let start = SourceText.textStart(of: file.bytes)
            // libyaml stops the process where it is handed no text.
            guard start < bytes.count else { return }
            let text = UnsafeBufferPointer(rebasing: bytes[start...])
            var reader = DocumentReader(text, of: file, number: number, log: log)
            while let document = reader.next() {
                if !document.isEmpty { body(document) }
            }
        }
    }
}
