import Foundation
public import Journal

/// What can befall a state directory while it is used.
public enum StateLoss: CaseIterable, Sendable {
    /// The whole is deleted.
    case directory
    /// The journal's file is.
    case journal
    /// A file beside it is.
    case wal
    /// Another file takes the journal's place.
    case replaced
    /// The whole goes elsewhere.
    case moved

    /// Does it.
    public func befall(_ state: StateDirectory) throws {
        let files = FileManager.default
        switch self {
        case .directory: try files.removeItem(atPath: state.path)
        case .journal: try files.removeItem(atPath: state.journal)
        case .wal: try files.removeItem(atPath: state.journal + "-wal")
        case .replaced:
            try files.copyItem(atPath: state.journal, toPath: state.journal + ".new")
            guard rename(state.journal + ".new", state.journal) == 0 else { throw CocoaError(.fileWriteUnknown) }
        case .moved: try files.moveItem(atPath: state.path, toPath: state.path + ".old")
        }
    }
}
