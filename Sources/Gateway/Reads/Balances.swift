import Threading
import HTTPWire
import Logging
import NIOCore
import Policy
import Store
import Transport

/// The balances of a tenant that shares its account: the ledger's, in the upstream's shape.
struct Balances: Sendable {
    let database: any Database
    let currencies: LearntCurrencies
    let reads: UpstreamReads
    let scheduler: any Scheduler

    /// Of a tenant with an account of its own, the upstream's.
    func answer(
        _ request: ServerRequest, _ call: TenantCall, _ upstream: Upstream
    ) async throws(GatewayError) -> Answer {
        let tenant = call.tenant
        guard tenant.binding == .pooled else { return try await reads.relay(request, call, to: upstream) }
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
        _ request: ServerRequest, _ call: TenantCall, _ upstream: Upstream
    ) async throws(GatewayError) -> Answer {
        let answer = try await reads.relay(request, call, to: upstream)
        guard call.tenant.binding == .pooled, answer.status >= 400,
            Effects.isInsufficientBalance(answer.body.readableBytesView)
        else { return answer }
        throw .serviceUnavailable(
            origin: .gateway, reason: "the upstream estimates insufficient balance", retryAfterSeconds: 60)
    }

    private func balances(of tenant: Tenant) async throws(GatewayError) -> [TenantBalance] {
        try await database.answering { reader in
            try BookRepository.balances(of: tenant.id, accountID: tenant.accountID, in: reader)
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
