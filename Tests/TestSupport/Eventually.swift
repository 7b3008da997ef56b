extension Duration {
    /// Longer than any healthy run needs, beside hundreds of other tests on a busy machine.
    package static let ample = Duration.seconds(120)
}

/// What did not become true in time.
package struct ConditionNotMet: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}

/// Polls until the condition holds; `step` runs between two looks.
///
/// - Throws: `ConditionNotMet` when it does not within the bound.
package func eventually(
    _ what: String = "what was waited for", within bound: Duration = .ample, step: () -> Void = {},
    _ condition: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + bound
    while try await !condition() {
        guard ContinuousClock.now < deadline else { throw ConditionNotMet("never: \(what)") }
        step()
        try await Task.sleep(for: .milliseconds(2))
    }
}
