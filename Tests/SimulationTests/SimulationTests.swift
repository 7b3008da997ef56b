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
            for fate in CommitFate.honest where fate != .durable {
                #expect(try violations(seed, .small, .atCommit(commit, fate)) == [])
            }
        }
    }

    @Test func aLostCommitIsNoticed() throws {
        let undisturbed = try Simulation(seed: 1)
        _ = try undisturbed.run(.small, .never)
        let noticed = try (1...undisturbed.commitsOfActing).filter { commit in
            try !violations(1, .small, .atCommit(commit, .lies)).isEmpty
        }
        // Not all: some commits say only what the next one says again.
        #expect(noticed.count * 2 > undisturbed.commitsOfActing)
    }

    @Test func aSecondEffectIsNoticed() throws {
        let simulation = try Simulation(seed: 1)
        simulation.network.carriesTwice = true
        #expect(try simulation.run(.small, .never).contains { $0.hasPrefix("two effects of one intent") })
    }

    /// What one tenant is answered, and its books, are the same whatever the other does.
    @Test(arguments: SeedRange.requested(else: 1...10))
    func aTenantNoticesNothingOfAnother(seed: UInt64) throws {
        var scenario = Scenario.deliberate
        let together = try Simulation(seed: seed)
        #expect(try together.run(scenario, .never) == [])
        scenario.silentTenants = [1]
        let alone = try Simulation(seed: seed)
        #expect(try alone.run(scenario, .never) == [])
        #expect(try together.story(of: 0) == alone.story(of: 0))
        #expect(try together.story(of: 1) != alone.story(of: 1))
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
