import HTTPWire
import Logging
import NIOCore
import Policy
import Store
import Transport

/// The balances of a tenant that shares its credential: the ledger's, in the upstream's shape.
extension Gateway {
    /// Until the catalogue says otherwise: the guide prints eight digits.
    static let decimalsByDefault = 8

    func answerPooledBalances(_ tenant: Tenant, _ upstream: Upstream) async throws(GatewayError) -> Answer {
        var balances = try await balances(of: tenant)
        if balances.contains(where: { $0.traits == nil }), await learnCurrencies(of: upstream) {
            balances = try await self.balances(of: tenant)
        }
        var account: JSONValue = [:]
        for balance in balances { account[balance.currency.description] = Self.json(balance) }
        return .json(["account": account])
    }

    /// The upstream's estimate, unless it speaks of the pool: whether that suffices is nothing that a tenant may learn.
    func estimate(_ request: ServerRequest, to upstream: Upstream) async throws(GatewayError) -> Answer {
        let answer = try await relay(.estimateWithdrawal, request, to: upstream)
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
        let decimals = balance.traits?.decimals ?? decimalsByDefault
        return [
            "amount": .text(balance.available.text(decimals: decimals)),
            "pending_amount": .text(balance.pending.text(decimals: decimals)),
            "currency": [
                "currency": .text(balance.currency.description),
                "blockchain": balance.traits.map { .text($0.blockchain) } ?? .null,
                "token": balance.traits.map { .text($0.token) } ?? .null,
            ],
        ]
    }

    /// Names and digits are a convenience: without them the balances are still right.
    ///
    /// - Returns: whether there is something new.
    private func learnCurrencies(of upstream: Upstream) async -> Bool {
        guard let response = try? await upstream.call(.get, "/currencies/", query: "full=true&min_max=true"),
            response.status == 200, let body = try? JSONValue.parse(response.body)
        else { return false }
        let learnt = (body["currencies"]?.arrayValue ?? []).compactMap(Self.traits)
        let credentialID = upstream.credential.id
        do {
            try await journal.database.write { store in
                for (currency, traits) in learnt {
                    try LedgerRepository.learn(traits, of: currency, credentialID: credentialID, in: store)
                }
            }
        } catch {
            logger.warning("the currencies' names could not be stored", metadata: ["reason": "\(error)"])
            return false
        }
        return !learnt.isEmpty
    }

    /// The catalogue has blockchain and token in lower case, the balances in upper case.
    private static func traits(_ listed: JSONValue) -> (CurrencyCode, CurrencyTraits)? {
        guard let currency = listed["currency"]?.stringValue.flatMap({ CurrencyCode($0) }),
            let blockchain = listed["blockchain"]?.stringValue, let token = listed["token"]?.stringValue
        else { return nil }
        let digits = listed["min_amount"]?.stringValue ?? listed["min_amount"]?.numberToken ?? ""
        let fraction = digits.split(separator: ".", omittingEmptySubsequences: false).dropFirst().first
        let traits = CurrencyTraits(
            blockchain: blockchain.uppercased(), token: token.uppercased(),
            decimals: max(fraction?.utf8.count ?? 0, decimalsByDefault))
        return (currency, traits)
    }
}
