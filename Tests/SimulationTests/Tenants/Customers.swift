@testable import CryptofuseSimulator

/// Those who pay the tenants' payments: late, in parts, or too much.
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

    /// More than before, never less: an open payment is completed, a completed one is topped up.
    private func pay(_ payment: Payment) {
        guard payment.status.isOpen || payment.status == .completed || payment.status == .partiallyPaid else { return }
        let choices = ["0.5", "1", "1.5", "2"].compactMap { FixedPoint($0) }
        let total = (payment.amountCrypto * simulation.scheduler.choices.pick(choices))
            .rounded(to: payment.currency.decimals, .down)
        guard total > payment.totalPaid else { return }
        let status: PaymentStatus = total < payment.amountCrypto ? .partiallyPaid : .completed
        simulation.network.change { world, now in
            world.setPayment(payment.id, to: status, totalPaid: total, now: now)
        }
        simulation.note("paid \(payment.orderID == nil ? "nobody's" : "one")")
    }
}
