import Admin
import AdminAPI
import CryptofuseSimulator
import Foundation
import GatewayConfiguration
import HTTPWire
import Logging
import NIOCore
import Policy
import Testing
import Transport

@testable import fusegate

/// Two tenants on one account, every route of the allow-list: neither can read, guess or affect what is the other's.
struct IsolationMatrixTests {
    /// What a route is asked with when the caller tries to reach what is not its own. No default: a new route must say.
    private static func attempt(on route: Route, naming id: String) -> (target: String, body: JSONValue?)? {
        let target = route.template
        switch route {
        case .token, .status, .cryptofuseWebhook: return nil
        case .currencies: return (target + "?transaction_id=\(id)&order_id=\(id)", nil)
        case .rates: return (target + "?amount=100&currency_from=USD&currency_to=USDTTRC20&transaction_id=\(id)", nil)
        case .minAmount: return (target + "?currency=USDTTRC20&transaction_id=\(id)", nil)
        case .balances: return (target + "?account_id=\(id)", nil)
        case .createPayment:
            return (
                target,
                ["amount": .integer(50), "currency": "USDTTRC20", "price_currency": "USD", "transaction_id": .text(id)]
            )
        case .paymentStatus: return (target, ["transaction_id": .text(id), "order_id": .text(id)])
        case .validateAddress: return (target, ["address": "TXYZabc123", "currency": "USDTTRC20"])
        case .estimateWithdrawal: return (target, ["amount": .integer(5), "currency": "USDTTRC20"])
        case .listPayments: return (target + "?order_id=\(id)&transaction_id=\(id)&tenant_id=\(id)", nil)
        case .listWithdrawals: return (target + "?custom_id=\(id)&withdrawal_id=\(id)", nil)
        case .withdrawal: return (target.replacing("{id}", with: id), nil)
        case .withdrawalStatus: return (target, ["withdrawal_id": .text(id), "transaction_id": .text(id)])
        case .createWithdrawal:
            return (target, ["amount": .integer(5), "currency": "USDTTRC20", "address": "TXYZabc123"])
        }
    }

    @Test(arguments: Route.allCases)
    func aForeignIdIsAsGoodAsNone(route: Route) async throws {
        guard Self.attempt(on: route, naming: "") != nil else { return }
        try await TwoTenants.run { world in
            let payment = try await world.pay(world.left, reference: "lefts-own-order")
            let before = try await world.status(of: payment, as: world.left)
            let foreign = try await world.ask(route, as: world.right, Self.attempt(on: route, naming: payment))
            let none = try await world.ask(
                route, as: world.right, Self.attempt(on: route, naming: "00000000-0000-4000-8000-000000000000"))
            #expect(foreign.status == none.status)
            for secret in [payment, "lefts-own-order", world.left.tenant.id.description] {
                #expect(!foreign.text.contains(secret), "\(route) shows \(secret)")
            }
            if foreign.status >= 400 { #expect(foreign.text == none.text) }
            #expect(
                try await world.status(of: payment, as: world.left) == before, "\(route) changed the other's object")
            #expect(try await world.ask(route, as: nil, Self.attempt(on: route, naming: payment)).status == 401)
        }
    }

    @Test func oneKeyOfTwoTenantsIsTwoKeys() async throws {
        try await TwoTenants.run { world in
            let left = try await world.pay(world.left, reference: "a", key: "same")
            let right = try await world.pay(world.right, reference: "a", key: "same")
            #expect(left != right)
            #expect(try await world.pay(world.left, reference: "a", key: "same") == left)
        }
    }

    /// The simulator's account holds 1,000 USDTTRC20. Not one is the tenants'.
    @Test func aPooledTenantNeitherSeesNorSpendsTheBalance() async throws {
        try await TwoTenants.run { world in
            let balances = try await world.ask(.balances, as: world.left, Self.attempt(on: .balances, naming: "x"))
            #expect(balances.status == 200 && balances.text == #"{"account":{}}"#)
            let withdrawal = try await world.ask(
                .createWithdrawal, as: world.left,
                (
                    Route.createWithdrawal.template,
                    ["amount": .integer(50), "currency": "USDTTRC20", "address": "TXYZabc123"]
                ))
            #expect(withdrawal.status == 400 && withdrawal.text.contains("insufficient_balance"))
        }
    }
}
