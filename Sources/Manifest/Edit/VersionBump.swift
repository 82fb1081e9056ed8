public import Fleet
public import Text

/// Raised versions in the texts of manifests: what changes, what stays as it is and why, and the new texts.
public struct VersionBump: Sendable {
    /// One scalar that is raised.
    public struct Raise: Hashable, Sendable {
        /// The Fleet's name.
        public var fleet: String
        /// The file's path.
        public var path: String
        /// The line of the scalar, from 1.
        public var line: Int
        /// What the scalar says now.
        public var from: KernelVersion
        /// What it is raised to.
        public var to: KernelVersion
        /// The instances whose version it is.
        public var instances: [InstanceID]
    }

    /// Instances whose declaration stays as it is though something could or should happen to them.
    public struct Kept: Hashable, Sendable {
        /// The Fleet's name.
        public var fleet: String
        /// The file's path.
        public var path: String
        /// The line of the scalar that declares their version, from 1.
        public var line: Int
        /// What it says.
        public var declared: KernelVersion
        /// The instances that the reason is about.
        public var instances: [InstanceID]
        /// Why it stays, and what to do.
        public var reason: String
    }

    /// A file with another text.
    public struct EditedFile: Sendable {
        /// The file as it was read.
        public var source: SourceFile
        /// What is put into it, in the order of the file.
        public var replacements: [UnifiedDiff.Replacement]
        /// Its new bytes.
        public var bytes: [UInt8]
    }

    /// The raised scalars, in the order of path and line.
    public var raises: [Raise] = []
    /// What stays as it is, in the same order.
    public var kept: [Kept] = []
    /// The files whose text changes, in the order of their paths.
    public var files: [EditedFile] = []

    /// How many instances are raised.
    public var raisedInstances: Int { raises.reduce(0) { $0 + $1.instances.count } }

    /// All changes as one unified diff; empty where there are none.
    public var diff: String {
        files.map { UnifiedDiff.render($0.source.path, $0.source.bytes, $0.replacements) }.joined()
    }
}
