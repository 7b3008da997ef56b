import Gateway

extension Reconciler {
    /// - Parameter interval: zero never runs: reconciliation is then the operator's.
    func start(every interval: Duration) -> Task<Void, Never> {
        Task {
            guard interval > .zero else { return }
            while (try? await Task.sleep(for: interval)) != nil { await reconcileAll() }
        }
    }
}
