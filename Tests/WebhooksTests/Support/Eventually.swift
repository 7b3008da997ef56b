import Testing

/// Polls until `condition` holds, for ten seconds at most; `step` runs between two looks.
func eventually(
    _ what: Comment, step: () -> Void = {}, sourceLocation: SourceLocation = #_sourceLocation,
    _ condition: () async throws -> Bool
) async throws {
    let clock = ContinuousClock()
    let end = clock.now.advanced(by: .seconds(10))
    while try await !condition() {
        if clock.now > end {
            Issue.record("not in ten seconds: \(what)", sourceLocation: sourceLocation)
            throw CancellationError()
        }
        step()
        try await Task.sleep(for: .milliseconds(2))
    }
}
