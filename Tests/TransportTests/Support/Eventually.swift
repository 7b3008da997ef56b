import TestSupport
import Testing

/// What did not become true in time.
struct TimedOutWaiting: Error, CustomStringConvertible {
    let description: String
}

/// Polls until `condition` holds; throws when it does not within a time that no healthy run needs.
func eventually(
    _ what: String, within timeout: Duration = .ample, _ condition: @Sendable () async -> Bool
) async throws {
    let deadline = ContinuousClock.now + timeout
    while await !condition() {
        guard ContinuousClock.now < deadline else { throw TimedOutWaiting(description: "never: \(what)") }
        try await Task.sleep(for: .milliseconds(2))
    }
}
