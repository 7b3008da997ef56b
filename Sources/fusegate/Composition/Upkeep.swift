import Admin
import AdminAPI
import Gateway
import GatewayConfiguration
import Logging
import Threading
import Transport

/// What a gateway does on its own beside requests: each part runs until its task is cancelled.
struct Upkeep {
    let keyUses: KeyUses
    let refusals: RefusalRecorder
    /// Ends before the rest does.
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

    func start(_ proposals: ProposalRetention) -> [Task<Void, Never>] {
        [
            Task { [retention] in await retention.run() },
            Task { [keyUses] in await keyUses.run() },
            Task { [expiry] in await expiry.run() },
            Task { [refusals] in await refusals.run() },
            Task { await proposals.run() },
        ]
    }
}
