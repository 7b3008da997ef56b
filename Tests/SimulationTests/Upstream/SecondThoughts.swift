@testable import CryptofuseSimulator

/// Withdrawals that came back and are paid out all the same, the upstream's second look at its chains; and some that it
/// ends without a word and forgets, which operators must end by hand.
struct SecondThoughts: Sendable {
    private let simulation: Simulation

    init(_ simulation: Simulation) { self.simulation = simulation }

    func act(_ scenario: Scenario) async {
        for _ in 0..<scenario.tenants * 2 {
            await simulation.pause(simulation.scheduler.choices.milliseconds(5000...20_000))
            if scenario.hasOperators { forget() }
            let returned = simulation.world.withdrawals.all.filter(\.status.returnsMoney)
            guard !returned.isEmpty else { continue }
            let withdrawal = simulation.scheduler.choices.pick(returned)
            simulation.network.change { world, now in
                let isPaidOut = world.reviveWithdrawal(withdrawal.id, now: now)
                if isPaidOut { simulation.network.paidOutAfterAll.insert(withdrawal.id) }
                simulation.note("paid out after all \(isPaidOut)")
            }
        }
    }

    /// One of those of which nothing was heard since their creation was answered.
    private func forget() {
        let silent = simulation.operators.openHolds().filter { $0.status == .pending }
        guard !silent.isEmpty else { return }
        let withdrawal = simulation.scheduler.choices.pick(silent)
        let end = simulation.scheduler.choices.pick([WithdrawalStatus.completed, .cancelled])
        simulation.network.change { world, now in
            guard world.forgetWithdrawal(withdrawal.id, as: end, now: now) else { return }
            simulation.network.forgotten.insert(withdrawal.id)
            simulation.note("forgotten as \(end.rawValue)")
        }
    }
}
