import Testing

@testable import CryptofuseSimulator

/// The real request path, resolver, books and store statements under a scheduler that owns time and chance.
@Suite struct SimulationTests {
    private static let sweptSeeds: ClosedRange<UInt64> = 1...2

    /// A run's failures, with what repeats it.
    private func violations(_ seed: UInt64, _ scenario: Scenario, _ plan: CrashPlan) throws -> [String] {
        try Simulation(seed: seed).run(scenario, plan).map { "seed \(seed), \(plan): \($0)" }
    }

    @Test func thereIsMuchToLose() throws {
        let simulation = try Simulation(seed: 1)
        #expect(try simulation.run(.busy, .atRandom) == [])
        #expect(simulation.deaths > 0)
        #expect(simulation.world.payments.count > 0 && simulation.world.withdrawals.count > 0)
        let replies = simulation.tenants.flatMap(\.wishes).flatMap(\.replies)
        #expect(replies.contains { $0 == nil })
        #expect(replies.contains { $0?.isReplayed == true })
        #expect(replies.contains { $0?.code == "outcome_unknown" })
        #expect(replies.contains { $0?.code == "insufficient_balance" })
    }

    @Test(arguments: SeedRange.requested(else: 1...60))
    func anUnkindWorldAndRandomDeaths(seed: UInt64) throws {
        #expect(try violations(seed, .busy, .atRandom) == [])
    }

    @Test(arguments: SeedRange.requested(else: sweptSeeds))
    func aDeathAtEveryAwait(seed: UInt64) throws {
        let undisturbed = try Simulation(seed: seed)
        #expect(try undisturbed.run(.small, .never) == [])
        for step in 1...undisturbed.stepsOfActing {
            #expect(try violations(seed, .small, .atStep(step)) == [])
        }
    }

    @Test(arguments: SeedRange.requested(else: sweptSeeds))
    func everyEndOfEveryCommit(seed: UInt64) throws {
        let undisturbed = try Simulation(seed: seed)
        #expect(try undisturbed.run(.small, .never) == [])
        for commit in 1...undisturbed.commitsOfActing {
            for fate in CommitFate.allCases where fate != .durable {
                #expect(try violations(seed, .small, .atCommit(commit, fate)) == [])
            }
        }
    }

    @Test(arguments: SeedRange.requested(else: 1...5))
    func aSeedReproducesItsRun(seed: UInt64) throws {
        let digests = try (0..<2).map { _ in
            let simulation = try Simulation(seed: seed)
            _ = try simulation.run(.busy, .atRandom)
            return simulation.trace.digest
        }
        #expect(digests[0] == digests[1])
    }
}
