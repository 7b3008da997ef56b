import Foundation

/// Which seeds are tried: a fixed few in every test run, as many as are asked for by `deploy/simulation.sh`.
enum SeedRange {
    static let variable = "FUSEGATE_SIMULATION_SEEDS"

    /// Somebody looks into a run.
    static let isOneSeed = requested(else: 0...1).count == 1

    /// The variable holds `FIRST-LAST`.
    static func requested(else standard: ClosedRange<UInt64>) -> ClosedRange<UInt64> {
        guard let text = ProcessInfo.processInfo.environment[variable] else { return standard }
        let bounds = text.split(separator: "-").compactMap { UInt64($0) }
        guard bounds.count == 2, bounds[0] <= bounds[1] else {
            preconditionFailure("\(variable) must be FIRST-LAST, such as 1-5000")
        }
        return bounds[0]...bounds[1]
    }
}
