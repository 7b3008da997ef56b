@testable import CryptofuseSimulator

/// Those who pay the tenants' payments: in time or late, in parts or too much, and some of it not accepted.
struct Customers: Sendable {
    private let simulation: Simulation

    init(_ simulation: Simulation) { self.simulation = simulation }

    func act(_ scenario: Scenario) async {
        for _ in 0..<scenario.tenants * scenario.operationsPerTenant {
            await simulation.pause(simulation.scheduler.choices.milliseconds(500...5000))
            let payments = simulation.world.payments.all
            guard !payments.isEmpty else { continue }
            pay(simulation.scheduler.choices.pick(payments))
        }
    }

    /// Neither what has arrived nor what of it is accepted ever becomes less.
    private func pay(_ payment: Payment) {
        let shares = ["0", "0.5", "1", "1.5", "2"].compactMap { FixedPoint($0) }
        let total = max(payment.totalPaid, amount(simulation.scheduler.choices.pick(shares), of: payment))
        guard total > .zero else { return }
        let rejected =
            simulation.scheduler.choices.chance(25)
            ? max(.zero, total - max(payment.amountCrypto, payment.accepted)) : min(payment.rejected, total)
        let status: PaymentStatus = total < payment.amountCrypto ? .partiallyPaid : .completed
        simulation.network.change { world, now in
            world.setPayment(payment.id, to: status, totalPaid: total, rejected: rejected, now: now)
        }
        simulation.note("paid \(payment.status.rawValue) \(status.rawValue)")
    }

    private func amount(_ share: FixedPoint, of payment: Payment) -> FixedPoint {
        (payment.amountCrypto * share).rounded(to: payment.currency.decimals, .down)
    }
}
