import Admin
import AdminAPI
import Gateway
import GatewayConfiguration
import Logging
import Threading
import Transport
import Webhooks

/// What a gateway does on its own beside requests: each part runs until its task is cancelled.
struct Upkeep {
    let keyUses: KeyUses
    let refusals: RefusalRecorder
    /// Told to end before the rest.
    let sweeper: Sweeper
    private let retention: Retention
    private let expiry: ApprovalExpiry

    init(
        of store: OpenStore, _ directory: TenantDirectory, _ upstreams: UpstreamRegistry,
        following settings: SettingsInForce, scheduler: SystemScheduler, logger: Logger
    ) {
        keyUses = KeyUses(database: store.database, scheduler: scheduler, logger: logger)
        refusals = RefusalRecorder(audit: store.audit, scheduler: scheduler, logger: logger)
        sweeper = Sweeper(
            database: store.database, directory: directory, upstreams: upstreams, audit: store.audit,
            policy: { settings.current.sweepPolicy }, scheduler: scheduler, logger: logger)
        retention = Retention(
            database: store.database, audit: store.audit, scheduler: scheduler, logger: logger,
            archiveDirectory: { settings.current.archiveDirectory },
            policy: { settings.current.retention })
        expiry = ApprovalExpiry(database: store.database, scheduler: scheduler, logger: logger)
    }

    /// - Parameters:
    ///   - interval: between two reconciliations; zero leaves them to the operator.
    ///   - watch: takes over changes of the configuration.
    func loops(
        with engine: DeliveryEngine, _ reconciler: Reconciler, every interval: Duration, proposals: ProposalRetention,
        watch: @escaping @Sendable () async -> Void
    ) -> [LoopService.Loop] {
        let loops = [
            LoopService.Loop("retention") { [retention] in await retention.run() },
            LoopService.Loop("uses of keys") { [keyUses] in await keyUses.run() },
            LoopService.Loop("expiry of approvals") { [expiry] in await expiry.run() },
            LoopService.Loop("record of refusals") { [refusals] in await refusals.run() },
            LoopService.Loop("retention of proposals") { await proposals.run() },
            LoopService.Loop("delivery of webhooks") { await engine.run() },
            LoopService.Loop("watch of the configuration", watch),
        ]
        guard interval > .zero else { return loops }
        return loops + [LoopService.Loop("reconciliation") { await reconciler.run(every: interval) }]
    }
}
