internal import Fleet

extension Guard {
    /// Only a healthy instance is upgraded; an unknown status counts as busy (`API.md` §1, List).
    static let health = Guard("health") { subject, _ in
        guard let status = subject.observed?.status else { return nil }
        return switch status.fitness {
        case .healthy: nil
        case .busy: .wait(Reason(.busy, "its status is '\(status)'"))
        case .unfit: .hold(Reason(.unfit, "its status is '\(status)', which needs a person to look at it"))
        }
    }
}
