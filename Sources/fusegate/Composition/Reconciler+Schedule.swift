import Gateway

extension Reconciler {
    /// Until its task is cancelled.
    func run(every interval: Duration) async {
        while (try? await Task.sleep(for: interval)) != nil { await reconcileAll() }
    }
}
