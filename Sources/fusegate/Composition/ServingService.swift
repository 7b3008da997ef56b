import Admin
import Gateway
import GatewayConfiguration
import ServiceLifecycle
import Transport
import Webhooks

/// What the gateway does for others: requests, deliveries, administration, questions to the upstream. Ends first.
struct ServingService: Service, CustomStringConvertible {
    /// Deliveries under way may take so long at the end; those cut off are made again by the next process.
    private static let deliveryDrainMax: Duration = .seconds(5)

    let listener: Listener
    let readiness: Readiness
    let engine: DeliveryEngine
    let admin: AdminServer
    let sweeper: Sweeper
    let settings: SettingsInForce

    var description: String { "serving" }

    func run() async {
        let sweep = Task { await sweeper.run() }
        try? await gracefulShutdown()
        let settings = settings.current
        // In this order: whoever hears that it is not ready hears in the same answer that its connection ends.
        await listener.announceDrain()
        readiness.withdraw()
        // A question under way ends while the rest drains.
        sweep.cancel()
        try? await Task.sleep(for: settings.listener.limits.drainDelay)
        async let delivered: Void = engine.drain(
            within: min(settings.webhooks.delivery.attemptTimeout, Self.deliveryDrainMax))
        await listener.drain(within: settings.listener.limits.drainTimeout)
        await admin.stop()
        await delivered
        await sweep.value
    }
}
