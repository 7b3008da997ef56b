@testable import CryptofuseSimulator

/// Withdrawals that came back and are paid out all the same: the upstream's second look at its chains.
struct SecondThoughts: Sendable {
    private let simulation: Simulation

    init(_ simulation: Simulation) { self.simulation = simulation }

    func act(_ scenario: Scenario) async {
        for _ in 0..<scenario.tenants * 2 {
            await simulation.pause(simulation.scheduler.choices.milliseconds(5000...20_000))
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
}
