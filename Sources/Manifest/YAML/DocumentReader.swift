internal import CLibYAML

/// Reads the documents of one file, one after the other, and reports what is no YAML.
///
/// Anchors and aliases are followed, within `YAMLLimit`. Merge keys are refused elsewhere (`Value.entries`).
struct DocumentReader: ~Copyable {
    private var parser: EventParser
    private let file: Int32
    private let source: SourceFile
    private let log: IssueLog
    private var aliased = DocumentBuilder.Aliased()

    /// A reader of `text`, the part of `source` after its byte order mark; it must outlive the reader.
    init(_ text: UnsafeBufferPointer<UInt8>, of source: SourceFile, number: Int32, log: IssueLog) {
        parser = EventParser(text)
        (self.source, self.file, self.log) = (source, number, log)
    }

    /// The next document; nil at the end, and after something that was reported and makes the rest unreadable.
    mutating func next() -> YAMLDocument? {
        var builder = DocumentBuilder(file: file, bytes: source.bytes.count, log: log, aliased: aliased)
        defer { aliased = builder.aliased }
        do {
            while true {
                let event = try parser.next()
                switch event.pointee.type {
                case YAML_NO_EVENT, YAML_STREAM_END_EVENT: return nil
                case YAML_DOCUMENT_END_EVENT: return builder.document
                default:
                    guard builder.add(event.pointee) else {
                        log.isIncomplete = true
                        return nil
                    }
                }
            }
        } catch {
            log.isIncomplete = true
            SyntaxExplanation(error, in: SourceText(source.bytes)).report(to: log, file: file)
            return nil
        }
    }
}
