/// How a commit ends.
enum CommitFate: String, CaseIterable, Sendable {
    case durable
    /// The process dies; nothing of the batch is there.
    case diesBefore
    /// The batch is there; the process dies before anybody hears of it.
    case diesAfter
    /// The commit fails, and nothing is there.
    case failsAbsent
    /// The commit fails, and all of it is there nevertheless.
    case failsPresent
    /// All of it is acknowledged, and nothing is there, as no disk may do it: for proof that it would be noticed.
    case lies

    /// What may happen.
    static let honest = allCases.filter { $0 != .lies }
}

/// When the gateway's process dies.
enum CrashPlan: Sendable, CustomStringConvertible {
    case never
    /// Once, after so many jobs: at the await that ends the last of them.
    case atStep(Int)
    /// Once, at that commit, in that way.
    case atCommit(Int, CommitFate)
    /// Again and again, for as long as the world is unkind.
    case atRandom

    var description: String {
        switch self {
        case .never: "no crash"
        case .atStep(let step): "a crash at step \(step)"
        case .atCommit(let commit, let fate): "commit \(commit) \(fate.rawValue)"
        case .atRandom: "random crashes"
        }
    }
}
