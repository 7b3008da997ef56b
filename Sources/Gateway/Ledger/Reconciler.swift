import Threading
import HTTPWire
import Logging
import Policy
import Store
import Transport

/// Compares the books with what the upstream says it holds, and stops withdrawals where too much is missing.
package struct Reconciler: Sendable {
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    private let database: any Database
    private let upstreams: UpstreamRegistry
    private let toleranceBasisPoints: Int
    private let scheduler: any Scheduler
    private let logger: Logger

    package init(
        database: any Database, upstreams: UpstreamRegistry, toleranceBasisPoints: Int, scheduler: any Scheduler,
        logger: Logger
    ) {
        self.database = database
        self.upstreams = upstreams
        self.toleranceBasisPoints = toleranceBasisPoints
        self.scheduler = scheduler
        self.logger = logger
    }

    /// Withdrawals of each currency are paused or resumed by what is found; payments never are.
    ///
    /// - Throws: `Failure` when the upstream gives no balances, or the store's error; nothing is changed then.
    package func reconcile(_ accountID: AccountID) async throws -> [CurrencyCode: Reconciliation] {
        let before = try await books(of: accountID)
        let upstream = try await balances(of: accountID)
        let after = try await books(of: accountID)
        var found: [CurrencyCode: Reconciliation] = [:]
        for currency in Set(before.keys).union(after.keys).union(upstream.keys) {
            let sides = try [before, after].map {
                try Reconciliation(books: $0[currency] ?? .init(), upstream: upstream[currency])
            }
            // What was booked while the upstream was asked shows on one side only.
            found[currency] = sides.min { $0.drift.atoms.magnitude < $1.drift.atoms.magnitude }
        }
        try await act(on: found, accountID)
        return found
    }

    /// Every account that has books. What fails is logged, and tried again the next time.
    package func reconcileAll() async {
        do {
            for accountID in try await database.read({ try BookRepository.accountsWithBooks(in: $0) }) {
                do { _ = try await reconcile(accountID) } catch {
                    logger.warning(
                        "an account could not be reconciled",
                        metadata: ["account": "\(accountID)", "reason": "\(error)"])
                }
            }
        } catch {
            logger.warning("the books could not be read", metadata: ["reason": "\(error)"])
        }
    }

    private func books(of accountID: AccountID) async throws -> [CurrencyCode: Reconciliation.Books] {
        try await database.read { try BookRepository.books(of: accountID, in: $0) }
    }

    private func balances(of accountID: AccountID) async throws -> [CurrencyCode: Reconciliation.Upstream] {
        guard let upstream = upstreams.upstream(of: accountID) else {
            throw Failure(description: "the account is disabled")
        }
        let response: ClientResponse
        do { response = try await upstream.call(.get, "/user/balances/") } catch {
            throw Failure(description: "the upstream did not answer: \(error.reason)")
        }
        guard response.status == 200, let body = try? JSONValue.parse(response.body),
            let account = body["account"]?.objectValue
        else { throw Failure(description: "the upstream's balances are not readable (\(response.status))") }
        var balances: [CurrencyCode: Reconciliation.Upstream] = [:]
        for member in account.members {
            guard let currency = CurrencyCode(member.name.value) else { continue }
            balances[currency] = Reconciliation.Upstream(
                available: try Self.amount(member.value["amount"], of: currency),
                pending: try Self.amount(member.value["pending_amount"], of: currency))
        }
        return balances
    }

    /// `nil` where the upstream says nothing, which is not zero.
    private static func amount(_ value: JSONValue?, of currency: CurrencyCode) throws -> Amount? {
        guard let value, !value.isNull else { return nil }
        guard let digits = value.stringValue ?? value.numberToken, let amount = try? Amount(parsing: digits) else {
            throw Failure(description: "the upstream's balance of \(currency) is not readable")
        }
        return amount
    }

    private func act(on found: [CurrencyCode: Reconciliation], _ accountID: AccountID) async throws {
        let now = scheduler.now()
        let (paused, resumed) = try await database.write { [toleranceBasisPoints] store in
            let earlier = try BookRepository.pausedCurrencies(of: accountID, in: store)
            let short = found.filter { $0.value.isShort(beyondBasisPoints: toleranceBasisPoints) }
            for (currency, reconciliation) in short {
                let reason = "the upstream holds less than the books can explain: \(reconciliation.drift)"
                try BookRepository.pause(currency, of: accountID, reason: reason, at: now, in: store)
            }
            // What cannot be compared pauses nothing and ends no pause.
            let resumed = earlier.filter { found[$0].map { $0.silence == nil } ?? false && short[$0] == nil }
            try BookRepository.keepSilences(
                found.compactMapValues(\.silence), of: accountID, at: now, in: store)
            for currency in resumed { try BookRepository.resume(currency, of: accountID, in: store) }
            return (short.keys.filter { !earlier.contains($0) }, resumed)
        }
        for currency in paused {
            logger.critical(
                "withdrawals are paused: the upstream holds less than the books",
                metadata: [
                    "account": "\(accountID)", "currency": "\(currency)",
                    "drift": "\(found[currency]?.drift ?? .zero)",
                ])
        }
        for currency in resumed {
            logger.notice(
                "withdrawals go on", metadata: ["account": "\(accountID)", "currency": "\(currency)"])
        }
    }
}
