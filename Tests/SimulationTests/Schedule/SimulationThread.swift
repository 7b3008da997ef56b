import Threading

/// Simulations compute for seconds without a pause: on a thread of their own they keep nobody else waiting.
enum SimulationThread {
    /// Continuations that resume one another nest.
    private static let stackBytes = 8 << 20

    static func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            WorkerThread.start(name: "simulation", stackBytes: stackBytes) {
                continuation.resume(with: Result { try body() })
            }
        }
    }
}
