import AdminAPI
import AuditLog
import Policy
import Store
import Threading

/// What an operator can do. Every action is on the audit log, and what it writes is one commit.
package struct AdminService: Sendable {
    let database: any Database
    let sealer: Sealer
    let pepper: Pepper
    /// What operators look things up in.
    let audit: any SearchableAuditTrail
    let reports: Reports
    let host: any AdminHost
    private let currentOptions: @Sendable () -> Options
    let scheduler: any Scheduler

    package struct Options: Sendable {
        /// What a tenant without limits of its own may do.
        package var defaultLimits: [LimitClass: RateLimitSetting]
        /// Which URLs may be endpoints.
        package var endpoints: CallbackPolicy
        /// Whether there can be a second person, without whom nobody weakens a control or creates spendable money.
        package var hasOperators: Bool
        /// How long a proposal waits for the second person.
        package var proposalLifetime: Duration
        /// How long a decided one is kept.
        package var proposalRetention: Duration

        package init(
            defaultLimits: [LimitClass: RateLimitSetting], endpoints: CallbackPolicy, hasOperators: Bool,
            proposalLifetime: Duration, proposalRetention: Duration
        ) {
            self.defaultLimits = defaultLimits
            self.endpoints = endpoints
            self.hasOperators = hasOperators
            self.proposalLifetime = proposalLifetime
            self.proposalRetention = proposalRetention
        }
    }

    package init(
        database: any Database, sealer: Sealer, pepper: Pepper, audit: any SearchableAuditTrail,
        reports: Reports, host: any AdminHost, options: @escaping @Sendable () -> Options, scheduler: any Scheduler
    ) {
        self.database = database
        self.sealer = sealer
        self.pepper = pepper
        self.audit = audit
        self.reports = reports
        self.host = host
        currentOptions = options
        self.scheduler = scheduler
    }

    var options: Options { currentOptions() }

    func now() -> Timestamp { scheduler.now() }

    /// Answers a question; its record does not delay it.
    func ask<Value: Sendable>(
        _ action: Action, for caller: AdminCaller, _ query: @escaping @Sendable (any SQLReader) throws -> Value
    ) async throws(AdminError) -> Value {
        do {
            let value = try await database.read(query)
            tell(action, by: caller, .answered)
            return value
        } catch {
            throw refuse([action], by: caller, because: error)
        }
    }

    /// Changes something: no change without a durable record of who asked for it, and none that the gateway keeps
    /// serving the old state of.
    func change<Value: Sendable>(
        _ action: Action, for caller: AdminCaller,
        _ job: @escaping @Sendable (any SQLWriter) throws -> Value
    ) async throws(AdminError) -> Value {
        try await change([action], for: caller, job)
    }

    /// Several actions that are done together or not at all.
    func change<Value: Sendable>(
        _ actions: [Action], for caller: AdminCaller,
        _ job: @escaping @Sendable (any SQLWriter) throws -> Value
    ) async throws(AdminError) -> Value {
        try await recordRequests(of: actions, by: caller)
        let value = try await commit(actions, for: caller, job)
        try await announce(actions, for: caller)
        return value
    }

    func commit<Value: Sendable>(
        _ actions: [Action], for caller: AdminCaller, _ job: @escaping @Sendable (any SQLWriter) throws -> Value
    ) async throws(AdminError) -> Value {
        do {
            return try await database.write(job)
        } catch {
            throw refuse(actions, by: caller, because: error)
        }
    }

    /// What is committed is on record as done, and served.
    func announce(_ actions: [Action], for caller: AdminCaller) async throws(AdminError) {
        for action in actions { tell(action, by: caller, .done) }
        guard let change = DirectoryChange(by: actions) else { return }
        do { try await host.directoryDidChange(change) } catch {
            throw AdminError(
                .internalError, "the change is stored, but the gateway could not load it; restart it: \(error)")
        }
    }

    /// The log keeps its order, so the last record on disk is all of them on disk.
    func recordRequests(of actions: [Action], by caller: AdminCaller) async throws(AdminError) {
        for action in actions.dropLast() {
            guard reports.begin(report(action, by: caller, .requested)) else {
                throw AdminError(.unavailable, "nothing was done: the audit log takes no more records now")
            }
        }
        guard let last = actions.last else { return }
        do {
            try await reports.beginDurably(report(last, by: caller, .requested))
        } catch {
            throw AdminError(.unavailable, "nothing was done: the audit log cannot be written: \(error)")
        }
    }

    func refuse(_ actions: [Action], by caller: AdminCaller, because error: any Error) -> AdminError {
        let refusal = AdminError(describing: error)
        for action in actions { tell(action, by: caller, .refused(refusal.code.rawValue)) }
        return refusal
    }
}

extension AdminError {
    /// The operator's view of what went wrong below.
    init(describing error: any Error) {
        switch error {
        case let error as AdminError: self = error
        case let error as IdentityError: self.init(error.code, error.description)
        case let error as ApprovalRefusal: self.init(error == .complete ? .conflict : .forbidden, error.description)
        case let error as ProposalRefusal:
            if case .decided = error {
                self.init(.conflict, error.description)
            } else {
                self.init(.forbidden, error.description)
            }
        case let error as StoreError:
            switch error {
            case .busy, .noRoom, .unavailable, .closed: self.init(.unavailable, "nothing was done: \(error)")
            case .constraint: self.init(.conflict, error.description)
            case .indeterminate, .corrupt: self.init(.internalError, error.description)
            }
        default: self.init(.internalError, String(describing: error))
        }
    }
}

extension IdentityError {
    fileprivate var code: AdminError.Code {
        switch self {
        case .noSuchAccount, .noSuchTenant, .noSuchAPIKey, .noSuchEndpoint, .noSuchCertificate: .notFound
        case .accountNameTaken, .tenantNameTaken, .endpointExists, .certificateExists, .credentialExists,
            .accountIsDedicated, .accountIsPooled, .tooManyRetiringSecrets:
            .conflict
        }
    }
}
