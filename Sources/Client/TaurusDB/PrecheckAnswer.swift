internal import Fleet
internal import FoundationEssentials

/// The answer of `pre-check-result` (`API.md` §1, Pre-check).
struct PrecheckAnswer: Decodable, CallAnswer {
    /// INF: an answer without a verdict is that of a pre-check which has not ended.
    let result: PrecheckResult?

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let verdict = try container.decodeIfPresent(LenientText.self, forKey: .verdict)?.text ?? ""
        guard !verdict.isEmpty else {
            result = nil
            return
        }
        let passed = try container.decode(LenientFlag.self, forKey: .verdict).isTrue
        // Without its time this result could not be told from an earlier pre-check's.
        guard let updatedAt = try container.decode(LenientText.self, forKey: .updatedAt).time else {
            throw DecodingError.typeMismatch(
                Date.self, .init(codingPath: decoder.codingPath + [CodingKeys.updatedAt], debugDescription: "no time"))
        }
        let items = try container.decodeIfPresent([ItemFields].self, forKey: .items)?.map(\.item) ?? []
        result = PrecheckResult(
            passed: passed && items.allSatisfy(\.passed), items: items, updatedAt: updatedAt)
    }

    private enum CodingKeys: String, CodingKey {
        case verdict = "upgrade_precheck_result"
        case updatedAt = "updated_at"
        case items = "upgrade_precheck_detail"
    }

    private struct ItemFields: Decodable {
        let name, description, object, status: LenientText?

        var item: PrecheckResult.Item {
            func excerpt(_ field: LenientText?, _ limit: Int) -> String {
                field?.text.map { Excerpt.of($0, limit: limit, hiding: .none) } ?? ""
            }
            return PrecheckResult.Item(
                name: excerpt(name, 80), object: excerpt(object, 80), passed: status?.text?.lowercased() == "passed",
                description: excerpt(description, 500))
        }

        enum CodingKeys: String, CodingKey {
            case name = "check_item"
            case description = "check_description"
            case object = "check_object"
            case status = "check_status"
        }
    }
}
