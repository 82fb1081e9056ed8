import Fleet
import Reconciler
import Text

/// Instances of one group that run, are offered and are declared at the same versions, as one row.
struct FoldedOffers {
    /// What a row says, but for which instances.
    private struct Key: Hashable {
        var current, offered, declared: String
        var note: String?
    }

    let current, offered, declared: String
    /// What went wrong; nil: nothing did.
    let note: String?
    /// The instances' names, in their order.
    let names: [String]
    /// How what is offered stands to what is declared.
    let relation: OfferRelation?

    /// The rows of a group, by the versions.
    static func rows(of group: OfferGroup) -> [FoldedOffers] {
        let folded = Dictionary(grouping: group.instances) {
            Key(current: $0.currentText, offered: $0.offeredText, declared: $0.declaredText, note: $0.note)
        }
        return folded.map { key, instances in
            FoldedOffers(
                current: key.current, offered: key.offered, declared: key.declared, note: key.note,
                names: instances.map { (name: $0.label, id: $0.id) }.sorted { ($0.name, $0.id) < ($1.name, $1.id) }
                    .map(\.name), relation: instances.first?.relation)
        }.sorted { $0.order.lexicographicallyPrecedes($1.order) }
    }

    /// By versions as numbers, then as text: those that are none come last.
    private var order: [String] {
        [current, offered, declared].map { text in
            guard let version = KernelVersion(text) else { return "~" + text }
            return [version.major, version.minor, version.patch, version.build].map { number in
                let digits = String(number)
                return String(repeating: "0", count: 10 - digits.count) + digits
            }.joined()
        } + [note ?? ""]
    }
}

/// How what is offered to an instance stands to what is declared.
enum OfferRelation: Hashable {
    /// It is what is declared, and does not run yet.
    case declared
    /// It is something else.
    case other
}

extension InstanceOffer {
    /// Its name, else its id.
    var label: String { name.flatMap { $0.isEmpty ? nil : $0 } ?? id.description }

    var currentText: String { current.flatMap { $0.isEmpty ? nil : $0 } ?? "-" }

    var offeredText: String {
        switch reading {
        case .offered(let version): version.description
        case .nothing, .missing: "-"
        case .unreadable: "?"
        }
    }

    var declaredText: String { declared?.description ?? "-" }

    /// What went wrong; nil: nothing did.
    var note: String? {
        switch reading {
        case .offered, .nothing: nil
        case .missing: "declared, but not in the cloud's list of this project and region"
        case .unreadable(let why): "the offer could not be read: \(why)"
        }
    }

    /// Nil where nothing is offered.
    var relation: OfferRelation? {
        guard case .offered(let version) = reading else { return nil }
        return version == declared ? .declared : .other
    }
}

extension OfferGroup {
    /// The fleet's name, or that it is none.
    var title: String { fleet ?? "In no fleet" }
}

extension OffersReport {
    /// How many instances are offered something, in one phrase.
    var summary: String {
        let relations = groups.flatMap { $0.instances.compactMap(\.relation) }
        let unreadable = groups.reduce(0) { count, group in count + group.instances.count { $0.offeredText == "?" } }
        var parts = ["\(calls.of("offer")) read, one call each"]
        if unreadable > 0 {
            parts[0] = "\(calls.of("offer")) asked for, one call each; \(unreadable) could not be read"
        }
        let declared = relations.count { $0 == .declared }
        parts.append(
            relations.isEmpty
                ? "nothing is offered"
                : "\(relations.count.of("instance")) \(relations.count == 1 ? "is" : "are") offered a version, "
                    + "\(declared) of them the declared one")
        if !failures.isEmpty { parts.append("what could not be read is not counted") }
        return parts.joined(separator: "; ") + "."
    }
}
