import Planning
import Text

/// Which fleets go before which, as an inline SVG without scripts: a column for each step, and arrows between them. The
/// words beside each fleet say the same.
struct FleetOrderSVG {
    let picture: FleetOrderPicture

    private static let (column, row, width, height) = (260, 48, 170, 32)

    /// Its lines.
    var lines: [String] {
        var rows: [Int: Int] = [:]
        let places = picture.nodes.map { node in
            defer { rows[node.depth, default: 0] += 1 }
            return (x: node.depth * Self.column + 4, y: rows[node.depth, default: 0] * Self.row + 4)
        }
        let columns = (rows.keys.max() ?? 0) + 1
        let (right, bottom) = (columns * Self.column - 80, (rows.values.max() ?? 1) * Self.row)
        var lines = [
            "<section>", "<h2>Order of the fleets</h2>", "<div style=\"overflow-x: auto\">",
            "<svg viewBox=\"0 0 \(right) \(bottom)\" width=\"\(right)\" height=\"\(bottom)\" fill=\"currentColor\" font-size=\"13\" role=\"img\" aria-labelledby=\"fleet-order\">",
            "<title id=\"fleet-order\">Which fleets go first</title>",
        ]
        for arrow in picture.arrows {
            let (from, to) = (places[arrow.from], places[arrow.to])
            let (x1, y1) = (from.x + Self.width, from.y + Self.height / 2)
            let (x2, y2) = (to.x, to.y + Self.height / 2)
            let words = [arrow.upstream.soakText, arrow.upstream.chartText].compactMap(\.self).joined(separator: ", ")
            let said = "\(picture.nodes[arrow.from].name) before \(picture.nodes[arrow.to].name): \(words)"
            lines.append(
                "<path fill=\"none\" stroke=\"currentColor\" d=\"M\(x1) \(y1)L\(x2) \(y2)m-7 -4l7 4l-7 4\">"
                    + "<title>\(XML.escape(said))</title></path>")
        }
        for (node, place) in zip(picture.nodes, places) {
            let name = node.name.printable.shortened(toWidth: 20)
            lines.append(
                "<rect fill=\"none\" stroke=\"#8888\" x=\"\(place.x)\" y=\"\(place.y)\" width=\"\(Self.width)\" height=\"\(Self.height)\" rx=\"4\"/>"
                    + "<text x=\"\(place.x + 10)\" y=\"\(place.y + 21)\">\(XML.escape(name))</text>")
        }
        lines += ["</svg>", "</div>"]
        if picture.left > 0 { lines.append("<p class=\"faint\">and \(picture.left.of("more fleet")) in order</p>") }
        return lines + ["</section>"]
    }
}
