import Testing

@testable import CryptofuseSimulator

/// The real request path, resolver, books and store statements under a scheduler that owns time and chance.
@Suite struct SimulationTests {
    private static let sweptSeeds: ClosedRange<UInt64> = 1...2

    /// Records each violation of a run, with what repeats it.
    private func expectSound(
        _ simulation: Simulation, seed: UInt64, _ scenario: Scenario, _ plan: CrashPlan,
        at location: SourceLocation = #_sourceLocation
    ) throws {
        for violation in try simulation.run(scenario, plan) {
            Issue.record("seed \(seed), \(plan): \(violation)", sourceLocation: location)
        }
    }

    private func expectSound(
        seed: UInt64, _ scenario: Scenario, _ plan: CrashPlan, at location: SourceLocation = #_sourceLocation
    ) throws {
        try expectSound(try Simulation(seed: seed), seed: seed, scenario, plan, at: location)
    }

    @Test func thereIsMuchToLose() throws {
        let simulation = try Simulation(seed: 1)
        try expectSound(simulation, seed: 1, .busy, .atRandom)
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
        try expectSound(seed: seed, .busy, .atRandom)
    }

    @Test(arguments: SeedRange.requested(else: sweptSeeds))
    func aDeathAtEveryAwait(seed: UInt64) throws {
        let undisturbed = try Simulation(seed: seed)
        try expectSound(undisturbed, seed: seed, .small, .never)
        for step in 1...undisturbed.stepsOfActing {
            try expectSound(seed: seed, .small, .atStep(step))
        }
    }

    @Test(arguments: SeedRange.requested(else: sweptSeeds))
    func everyEndOfEveryCommit(seed: UInt64) throws {
        let undisturbed = try Simulation(seed: seed)
        try expectSound(undisturbed, seed: seed, .small, .never)
        for commit in 1...undisturbed.commitsOfActing {
            for fate in CommitFate.honest where fate != .durable {
                try expectSound(seed: seed, .small, .atCommit(commit, fate))
            }
        }
    }

    @Test func aLostCommitIsNoticed() throws {
        let undisturbed = try Simulation(seed: 1)
        _ = try undisturbed.run(.small, .never)
        let noticed = try (1...undisturbed.commitsOfActing).filter { commit in
            try !Simulation(seed: 1).run(.small, .atCommit(commit, .lies)).isEmpty
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
        try expectSound(together, seed: seed, scenario, .never)
        scenario.silentTenants = [1]
        let alone = try Simulation(seed: seed)
        try expectSound(alone, seed: seed, scenario, .never)
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
