/// What the list says of one instance, reduced to what planning needs (`API.md` §1, List).
public struct ObservedInstance: Hashable, Sendable {
    /// The instance's id.
    public var id: InstanceID
    /// Its name in the cloud.
    public var name: String
    /// Its status.
    public var status: InstanceStatus
    /// The kernel version that runs now; nil where the cloud's text is no version (`currentText` has it).
    public var current: KernelVersion?
    /// The cloud's own text for the kernel version.
    public var currentText: String

    /// An observed instance, with the cloud's texts for its status and kernel version.
    public init(id: InstanceID, name: String, status: String, kernelVersion: String) {
        self.id = id
        self.name = name
        self.status = InstanceStatus(status)
        self.current = KernelVersion(kernelVersion)
        self.currentText = kernelVersion
    }
}

/// An instance's status, sorted by what it means for an upgrade (`API.md` §1).
public struct InstanceStatus: Hashable, Sendable, CustomStringConvertible {
    /// The cloud's own word.
    public let description: String
    /// What the word means for an upgrade.
    public let fitness: Fitness

    /// Any word that the cloud uses, of the current or the deprecated list.
    public init(_ word: String) {
        description = word
        fitness = Fitness(word)
    }

    /// What the word means for an upgrade.
    public enum Fitness: Hashable, Sendable {
        /// Ready to be upgraded.
        case healthy
        /// Something is being done to it, or the word is unknown; it may pass by itself.
        case busy
        /// It needs a person.
        case unfit

        /// An unknown word counts as busy: neither call documents a status for "being upgraded" (`API.md` §1).
        init(_ word: String) {
            // The usual word needs no other spelling of it.
            if word == "normal" {
                self = .healthy
                return
            }
            switch word.lowercased() {
            case "normal", "active": self = .healthy
            case "abnormal", "createfail", "failed", "frozen", "storage full": self = .unfit
            default: self = .busy
            }
        }
    }
}
