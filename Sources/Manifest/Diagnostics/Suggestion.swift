internal import Text

/// The candidate that was probably meant by `word`; nil where none is near.
///
/// Case, hyphens and underscores don't count; for the rest a third of the word may be wrong, three letters at most.
/// Only the first `limit` candidates are looked at, because manifests can name as many as they like.
func nearest(to word: String, among candidates: some Sequence<String>, atMost limit: Int = 100) -> String? {
    let letters = normalized(word)
    guard !letters.isEmpty, letters.count <= 64 else { return nil }
    var best: (distance: Int, candidate: String)?
    for candidate in candidates.prefix(limit) {
        let other = normalized(candidate)
        let allowed = min(3, max(1, max(letters.count, other.count) / 3))
        guard abs(letters.count - other.count) <= allowed else { continue }
        let distance = EditDistance.between(letters, other)
        if distance <= allowed, distance < best?.distance ?? .max { best = (distance, candidate) }
    }
    return best?.candidate
}

/// A hint that names the nearest candidate, or else all of them.
func hint(for word: String, among candidates: [String], listing what: String) -> String {
    if let meant = nearest(to: word, among: candidates) { return "did you mean '\(meant)'?" }
    return "\(what): \(candidates.joined(separator: ", "))"
}

private func normalized(_ word: String) -> [UInt8] {
    word.lowercased().utf8.filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "_") }
}
