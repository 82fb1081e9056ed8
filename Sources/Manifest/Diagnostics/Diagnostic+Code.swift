extension Diagnostic {
    /// The kinds of problem. Their spelling is stable: scripts and documentation rely on it.
    public enum Code: String, Hashable, Sendable, Codable, CaseIterable {
        /// No files, or no Fleet in any of them.
        case noManifests = "no-manifests"
        /// A file of more than 16 MiB.
        case fileTooLarge = "file-too-large"
        /// More problems in one file than are shown.
        case tooManyProblems = "too-many-problems"

        /// What a tool has to decrypt, fetch, render or merge before it is a manifest.
        case unprocessed
        /// Bytes that are not UTF-8.
        case notUTF8 = "not-utf8"
        /// A character that YAML forbids, or an invisible one that moves text to a line of its own.
        case badCharacter = "bad-character"
        /// A tab where YAML wants spaces.
        case tabIndentation = "tab-indentation"
        /// Text that is not YAML.
        case syntax
        /// Lists and mappings inside each other more than 64 deep.
        case tooDeep = "too-deep"
        /// Aliases that stand for more than 100,000 nodes or 16 MiB of text.
        case tooManyAliases = "too-many-aliases"
        /// An alias of nothing, or of something that it is part of.
        case badAlias = "bad-alias"
        /// A text with more characters than it may have.
        case tooLong = "too-long"
        /// A tag other than YAML's own for text, numbers, booleans, null, lists and mappings.
        case badTag = "bad-tag"
        /// `<<`, which is not part of YAML 1.2.
        case mergeKey = "merge-key"

        /// An apiVersion that this program does not know.
        case unknownAPIVersion = "unknown-api-version"
        /// A kind that this program does not know.
        case unknownKind = "unknown-kind"
        /// A key that must be there is not.
        case missingKey = "missing-key"
        /// A key that means nothing here.
        case unknownKey = "unknown-key"
        /// A key that is there twice.
        case duplicateKey = "duplicate-key"
        /// A value of another type than the one that belongs here.
        case wrongType = "wrong-type"
        /// A word that is none of those that can stand here.
        case badValue = "bad-value"
        /// The same entry twice in a list.
        case duplicateValue = "duplicate-value"
        /// A list that must not be empty.
        case emptyList = "empty-list"

        /// A name that is no name.
        case badName = "bad-name"
        /// A name that two documents of one kind have.
        case duplicateName = "duplicate-name"
        /// Something other than a kernel version `a.b.c.d`.
        case badVersion = "bad-version"
        /// An instance for which no version is declared.
        case missingVersion = "missing-version"
        /// Something other than an instance id.
        case badInstanceID = "bad-instance-id"
        /// Something other than a project id.
        case badProjectID = "bad-project-id"
        /// A region that no endpoint is known for.
        case unknownRegion = "unknown-region"
        /// An instance that is declared twice.
        case duplicateInstance = "duplicate-instance"
        /// A stop that does not lie on the way.
        case badVia = "bad-via"
        /// A Fleet without instances.
        case noInstances = "no-instances"

        /// The name of a Rollout that no file declares.
        case danglingRollout = "dangling-rollout"
        /// An entry of `dependsOn` that neither names a fleet nor chooses any, does both, or leads to too many.
        case badDependency = "bad-dependency"
        /// The name of a Fleet to depend on that no file declares, or labels that no other Fleet has.
        case danglingDependency = "dangling-dependency"
        /// Fleets of which each depends on the next, and the last on the first.
        case dependencyCycle = "dependency-cycle"
        /// A check that asks nothing, asks two things, or whose query or expectation makes no sense.
        case badCheck = "bad-check"
        /// A check's name that is there twice.
        case duplicateCheck = "duplicate-check"
        /// A wave's name that is there twice.
        case duplicateWave = "duplicate-wave"
        /// A wave after one that leaves nothing over.
        case unreachableWave = "unreachable-wave"
        /// A wave that takes no instance of a fleet and is not `optional`.
        case emptyWave = "empty-wave"
        /// An instance that no wave of its rollout takes.
        case unmatchedInstance = "unmatched-instance"
        /// A selector that asks for the impossible.
        case badSelector = "bad-selector"
        /// Something other than a whole number in its range.
        case badNumber = "bad-number"
        /// Something other than a count or a percentage.
        case badLimit = "bad-limit"
        /// Something other than a duration such as `15m`.
        case badDuration = "bad-duration"
        /// Something other than a day such as `2026-12-24`.
        case badDate = "bad-date"
        /// Something other than a time of day such as `02:00`, or than the name of a time zone.
        case badTime = "bad-time"
    }
}
