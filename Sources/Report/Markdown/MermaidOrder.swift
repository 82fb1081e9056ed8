import Planning
import Text

/// Which fleets go before which, as a flowchart in Mermaid's language, which GitHub and GitLab draw. Names are kept to
/// what can end neither a line nor a text, as in ``MermaidGantt``.
struct MermaidOrder {
    /// The chart; empty where no fleet follows another.
    func lines(_ fleets: [FleetPlan]) -> [String] {
        guard let picture = FleetOrderPicture(fleets) else { return [] }
        let nodes = picture.nodes.enumerated().map {
            "    f\($0.offset + 1)[\"\(MermaidGantt.name($0.element.name))\"]"
        }
        let arrows = picture.arrows.map { arrow in
            let words = [arrow.upstream.soakText, arrow.upstream.chartText].compactMap(\.self)
            return "    f\(arrow.from + 1) -->|\"\(words.joined(separator: ", "))\"| f\(arrow.to + 1)"
        }
        let notice = picture.left > 0 ? ["", "… and \(picture.left.of("more fleet")) in order"] : []
        return [
            "", "<details><summary>Order: which fleets go first</summary>", "", "```mermaid", "flowchart LR",
        ] + nodes + arrows + ["```"] + notice + ["", "</details>"]
    }
}

extension PlannedUpstream {
    /// Where it stands, in a word or two for a picture.
    var chartText: String {
        switch state {
        case .done: "done"
        case .soaking: "soaks"
        case .behind: "behind"
        case .unchecked: "checks not passed"
        case .unreadable: "could not be read"
        case .notRead: "not asked"
        }
    }
}
