import Threading
import HTTPWire
import Logging
import NIOCore
import Policy
import Store
import Transport

/// The balances of a tenant that shares its credential: the ledger's, in the upstream's shape.
extension Gateway {
    func answerPooledBalances(_ tenant: Tenant, _ upstream: Upstream) async throws(GatewayError) -> Answer {
        var balances = try await balances(of: tenant)
        if balances.contains(where: { $0.traits == nil }),
            await currencies.learn(from: upstream, at: scheduler.now()) != nil
        {
            balances = try await self.balances(of: tenant)
        }
        var account: JSONValue = [:]
        for balance in balances { account[balance.currency.description] = Self.json(balance) }
        return .json(["account": account])
    }

    /// The upstream's estimate, unless it speaks of the pool: whether that suffices is nothing that a tenant may learn.
    func estimate(
        _ request: ServerRequest, _ tenant: Tenant, to upstream: Upstream
    ) async throws(GatewayError) -> Answer {
        let answer = try await relay(.estimateWithdrawal, request, tenant, to: upstream)
        guard answer.status >= 400, Self.isInsufficientBalance(answer.body.readableBytesView) else { return answer }
        throw .serviceUnavailable(
            origin: .gateway, reason: "the upstream estimates insufficient balance", retryAfterSeconds: 60)
    }

    private func balances(of tenant: Tenant) async throws(GatewayError) -> [TenantBalance] {
        do {
            return try await journal.database.read { reader in
                try LedgerRepository.balances(of: tenant.id, credentialID: tenant.credentialID, in: reader)
            }
        } catch {
            throw .serviceUnavailable(origin: .gateway, reason: "\(error)")
        }
    }

    private static func json(_ balance: TenantBalance) -> JSONValue {
        let decimals = balance.traits?.decimals ?? LearntCurrencies.decimalsByDefault
        var json: JSONValue = [
            "amount": .text(balance.available.text(decimals: decimals)),
            "pending_amount": .text(balance.pending.text(decimals: decimals)),
            "currency": [
                "currency": .text(balance.currency.description),
                "blockchain": balance.traits.map { .text($0.blockchain) } ?? .null,
                "token": balance.traits.map { .text($0.token) } ?? .null,
            ],
        ]
        // Additive, and only while there is something to say.
        if !balance.receivable.isZero { json["owed_amount"] = .text(balance.receivable.text(decimals: decimals)) }
        return json
    }
}
