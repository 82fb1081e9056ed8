import Fleet
import Planning
import Report

extension Evaluation {
    /// A line of a run's progress.
    func progressText(_ style: Style) -> String {
        let sign =
            switch result.outcome {
            case .passed: style.paint("+ check passed", .green)
            case .failed: style.paint("! check failed", .red)
            case .inconclusive: style.paint("? check inconclusive", .yellow)
            }
        return "\(sign): \(check.text)\(result.detail.map { ": \($0)" } ?? "")"
    }
}
