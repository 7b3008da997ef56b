import AuditLog
import Gateway
import Policy
import StoreSQLite
import Transport
import Webhooks

/// Everything an operator can choose, each in the struct of the part that obeys it: its default is what that struct has.
/// `config/fusegate.yaml` names each key with its default and its reason.
package struct Settings: Hashable, Sendable {
    /// What upstream and tenants reach the gateway by; callback URLs start with it. Never ends in a slash.
    package var publicURL = "http://127.0.0.1:8080"
    package var listener = ListenerConfiguration()
    /// Whether a changed file is taken over without being asked to.
    package var reloadOnChange = true
    /// 0 is one per core.
    package var eventLoops = 0
    package var dataDirectory = "data"
    package var masterKeyFile = "data/master.key"
    package var admin = Admin()
    package var upstream = Upstream()
    package var catalogue = CatalogueLifetimes()
    /// After so long without news of a withdrawal on its way, the next question about it is passed on.
    package var withdrawalRefreshAge = MirrorRefresh.ageByDefault
    /// Of the tokens that the gateway itself issues to tenants.
    package var tokenLifetime: Duration = .seconds(36_000)
    /// What a tenant without limits of its own may do.
    package var rateLimits = RateLimits()
    /// Requests of one tenant in flight at once.
    package var concurrencyPerTenantMax = 64
    package var retention = RetentionPolicy()
    /// Where payments and withdrawals go that are kept no longer.
    package var archiveDirectory = "data/archive"
    package var sweeps = SweepSchedules()
    package var ledger = Ledger()
    package var withdrawals = WithdrawalTerms.standard
    package var webhooks = Webhooks()
    package var names = Names()
    package var store = SQLiteLimits()
    package var audit = Audit()
    package var log = Log()

    /// The built-in defaults.
    package init() {}

    /// Puts everything that lives in the data directory by default into this one.
    package mutating func moveData(to directory: String) {
        dataDirectory = directory
        masterKeyFile = directory + "/master.key"
        admin.socket = directory + "/admin.sock"
        audit.directory = directory + "/audit"
        archiveDirectory = directory + "/archive"
    }

    /// The store's file.
    package var databaseFile: String { dataDirectory + "/fusegate.sqlite" }

    /// What an operator should know that is no mistake.
    package var warnings: [String] {
        guard !admin.hasOperators else { return [] }
        return [
            """
            nobody is a second person: without admin.operator_group or admin.roles whoever may use the admin socket \
            weakens controls and creates spendable money alone
            """
        ]
    }
}

// MARK: What no single part obeys

extension Settings {
    /// Who may administer the gateway.
    package struct Admin: Hashable, Sendable {
        /// The admin API's unix-domain socket; mode 0600, but for the operators' groups.
        package var socket = "data/admin.sock"
        /// The system group whose members may administer; `nil` leaves it to root and the gateway's own user.
        package var operatorGroup: String?
        /// In the group's place: the system group of each role. Of no role that is nobody's.
        package var roles: [OperatorRole: String] = [:]
        /// How long a proposal waits for a second operator.
        package var proposalLifetime: Duration = .seconds(86_400)
        /// How long one is kept after it was decided.
        package var proposalRetention: Duration = .seconds(550 * 86_400)

        /// Whether there can be a second person, who approves what weakens a control or creates spendable money.
        package var hasOperators: Bool { operatorGroup != nil || !roles.isEmpty }
    }

    /// How the gateway calls the payment provider.
    package struct Upstream: Hashable, Sendable {
        package var client = HTTPClientConfiguration()
        package var calls = UpstreamSettings()
        /// What goes on of the bodies of tenants with an account of their own, beside what the gateway understands.
        package var forwardedMembers: [MemberPath] = []
    }

    package struct RateLimits: Hashable, Sendable {
        package var read = RateLimitSetting(quota: 600, windowSeconds: 60, burst: 100)
        package var payment = RateLimitSetting(quota: 120, windowSeconds: 60, burst: 30)
        package var withdrawal = RateLimitSetting(quota: 30, windowSeconds: 60, burst: 10)

        package subscript(limitClass: LimitClass) -> RateLimitSetting {
            switch limitClass {
            case .read: read
            case .payment: payment
            case .withdrawal: withdrawal
            }
        }

        package var byClass: [LimitClass: RateLimitSetting] {
            Dictionary(uniqueKeysWithValues: LimitClass.allCases.map { ($0, self[$0]) })
        }
    }

    /// The books of tenants that share an account.
    package struct Ledger: Hashable, Sendable {
        package var upstreamFeeBasisPoints = 100
        /// How much less than the books the upstream may hold, in basis points of the books, before withdrawals pause.
        package var shortfallToleranceBasisPoints = 10
        /// 0 leaves reconciliation to the operator.
        package var reconcileInterval: Duration = .seconds(600)
    }

    /// Delivery of webhooks to tenants.
    package struct Webhooks: Hashable, Sendable {
        package var delivery = DeliveryPolicy()
        /// PEM file of receivers' authorities; `nil` trusts the system's roots.
        package var trustRootsPath: String?
    }

    /// How names of receivers and of the upstream are resolved.
    package struct Names: Hashable, Sendable {
        /// Empty: the system's.
        package var servers: [NameServer] = []
        package var limits = NameLimits()
    }

    package struct Audit: Hashable, Sendable {
        package var directory = "data/audit"
        package var log: AuditConfiguration = {
            var log = AuditConfiguration()
            // A log that nobody configured deletes nothing; a gateway's must not fill its disk.
            log.retention = AuditRetention(age: .seconds(3650 * 86_400), totalBytesMax: 100 << 30)
            return log
        }()
    }

    package struct Log: Hashable, Sendable {
        package enum Level: String, CaseIterable, Sendable {
            case trace, debug, info, notice, warning, error, critical
        }

        package enum Format: String, CaseIterable, Sendable {
            /// One readable line.
            case text
            /// One JSON object a line.
            case json
        }

        package var level: Level = .info
        package var format: Format = .text
    }
}
