import Testing

@testable import CryptofuseSimulator

/// The real request path, resolver, books and store statements under a scheduler that owns time and chance.
@Suite(.serialized) struct SimulationTests {
    private static let sweptSeeds: ClosedRange<UInt64> = 1...2

    /// Each violation is an issue, with what repeats it.
    private func report(_ violations: [String], at location: SourceLocation = #_sourceLocation) {
        for violation in violations { Issue.record("\(violation)", sourceLocation: location) }
    }

    private static func violations(_ seed: UInt64, _ scenario: Scenario, _ plan: CrashPlan) throws -> [String] {
        try violations(in: Simulation(seed: seed), seed, scenario, plan)
    }

    private static func violations(
        in simulation: Simulation, _ seed: UInt64, _ scenario: Scenario, _ plan: CrashPlan
    ) throws -> [String] {
        let violations = try simulation.run(scenario, plan)
        if !violations.isEmpty { for line in simulation.trace.lines { print(line) } }
        return violations.map { "seed \(seed), \(plan): \($0)" }
    }

    @Test func thereIsMuchToLose() async throws {
        let (simulation, ends) = try await SimulationThread.run {
            let simulation = try Simulation(seed: 1)
            _ = try simulation.run(.busy, .atRandom)
            return (simulation, try simulation.endsOfDeliveries())
        }
        #expect(simulation.deaths > 0)
        #expect(simulation.world.payments.count > 0 && simulation.world.withdrawals.count > 0)
        let receipts = simulation.receivers.receipts
        #expect(receipts.contains { !$0.wasTaken } && Set(receipts).count < receipts.count)
        #expect(ends.isSuperset(of: ["delivered", "dead", "superseded"]))
        let replies = simulation.tenants.flatMap(\.wishes).flatMap(\.replies)
        #expect(replies.contains { $0 == nil })
        #expect(replies.contains { $0?.isReplayed == true })
        #expect(replies.contains { $0?.code == "outcome_unknown" })
        #expect(replies.contains { $0?.code == "insufficient_balance" })
    }

    @Test(arguments: SeedRange.requested(else: 1...40))
    func anUnkindWorldAndRandomDeaths(seed: UInt64) async throws {
        report(try await SimulationThread.run { try Self.violations(seed, .busy, .atRandom) })
    }

    /// Without operators and the tenant that has its own account, other chances are met.
    @Test(arguments: SeedRange.requested(else: 21...24))
    func anUnkindWorldThatNobodyAttends(seed: UInt64) async throws {
        report(try await SimulationThread.run { try Self.violations(seed, .unattended, .atRandom) })
    }

    @Test(arguments: SeedRange.requested(else: sweptSeeds))
    func aDeathAtEveryAwait(seed: UInt64) async throws {
        report(try await SimulationThread.run { try Self.sweep(seed, .small) })
    }

    /// Attempts, their retries and their ends are among the awaits.
    @Test(arguments: SeedRange.requested(else: 3...3))
    func aDeathAtEveryAwaitWhileReceiversFail(seed: UInt64) async throws {
        report(try await SimulationThread.run { try Self.sweep(seed, .smallWithUnkindReceivers) })
    }

    private static func sweep(_ seed: UInt64, _ scenario: Scenario) throws -> [String] {
        let undisturbed = try Simulation(seed: seed)
        var found = try violations(in: undisturbed, seed, scenario, .never)
        for step in 1...undisturbed.stepsOfActing { found += try violations(seed, scenario, .atStep(step)) }
        return found
    }

    @Test(arguments: SeedRange.requested(else: sweptSeeds))
    func everyEndOfEveryCommit(seed: UInt64) async throws {
        let found = try await SimulationThread.run {
            let undisturbed = try Simulation(seed: seed)
            var found = try Self.violations(in: undisturbed, seed, .small, .never)
            for commit in 1...undisturbed.commitsOfActing {
                for fate in CommitFate.honest where fate != .durable {
                    found += try Self.violations(seed, .small, .atCommit(commit, fate))
                }
            }
            return found
        }
        report(found)
    }

    @Test func aLostCommitIsNoticed() async throws {
        let (noticed, all) = try await SimulationThread.run {
            let undisturbed = try Simulation(seed: 1)
            _ = try undisturbed.run(.small, .never)
            let commits = 1...undisturbed.commitsOfActing
            let noticed = try commits.filter { try !Self.violations(1, .small, .atCommit($0, .lies)).isEmpty }
            return (noticed.count, commits.count)
        }
        // Not all: some commits say only what the next one says again.
        #expect(noticed * 3 > all)
    }

    @Test func aSecondEffectIsNoticed() async throws {
        let found = try await SimulationThread.run {
            let simulation = try Simulation(seed: 1)
            simulation.network.carriesTwice = true
            return try simulation.run(.small, .never)
        }
        #expect(found.contains { $0.hasPrefix("two effects of one intent") })
    }

    @Test func aDeliveryThatNobodyGotIsNoticed() async throws {
        let found = try await SimulationThread.run {
            let simulation = try Simulation(seed: 1)
            simulation.receivers.pretends = true
            return try simulation.run(.small, .never)
        }
        #expect(found.contains { $0.hasSuffix("is delivered, and nobody got it") })
    }

    /// What one tenant is answered, and its books, are the same whatever the other does.
    @Test(arguments: SeedRange.requested(else: 1...10))
    func aTenantNoticesNothingOfAnother(seed: UInt64) async throws {
        let (found, stories) = try await SimulationThread.run {
            var scenario = Scenario.deliberate
            let together = try Simulation(seed: seed)
            var found = try Self.violations(in: together, seed, scenario, .never)
            scenario.silentTenants = [1]
            let alone = try Simulation(seed: seed)
            found += try Self.violations(in: alone, seed, scenario, .never)
            return (found, try [together, alone].map { try [$0.story(of: 0), $0.story(of: 1)] })
        }
        report(found)
        #expect(stories[0][0] == stories[1][0])
        #expect(stories[0][1] != stories[1][1])
    }

    @Test(arguments: SeedRange.requested(else: 1...5))
    func aSeedReproducesItsRun(seed: UInt64) async throws {
        let digests = try await SimulationThread.run {
            try (0..<2).map { _ in
                let simulation = try Simulation(seed: seed)
                _ = try simulation.run(.busy, .atRandom)
                return simulation.trace.digest
            }
        }
        #expect(digests[0] == digests[1])
    }
}
