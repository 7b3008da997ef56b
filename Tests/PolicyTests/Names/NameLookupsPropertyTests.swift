import TestSupport
import Testing

@testable import Policy

/// Whatever happens in whatever order: everyone is answered once and in time, and every bound holds.
@Suite struct NameLookupsPropertyTests {
    private static let second: UInt64 = 1_000_000_000

    @Test(arguments: UInt64(1)...200)
    func everyoneIsAnsweredOnceAndEveryBoundHolds(seed: UInt64) {
        var world = World(seed: seed)
        for _ in 0..<400 {
            world.step()
            world.checkBounds()
        }
        world.comeToRest()
        #expect(world.unanswered.isEmpty, "seed \(seed)")
        #expect(world.lookups.questionCount == 0, "seed \(seed)")
        #expect(world.lookups.waiterCount == 0, "seed \(seed)")
    }

    private struct World {
        let seed: UInt64
        var generator: SeededGenerator
        var lookups: NameLookups
        var now: UInt64 = NameLookupsPropertyTests.second
        var open: [NameLookups.QuestionID: (name: String, server: NameServer)] = [:]
        var unanswered: [NameLookups.WaiterID: (client: NameClient, deadline: UInt64)] = [:]
        let limits: NameLimits
        let tenants: [NameClient]

        init(seed: UInt64) {
            self.seed = seed
            generator = SeededGenerator(seed: seed)
            var limits = NameLimits()
            limits.questionsMax = 6
            limits.questionsPerTenantMax = 2
            limits.questionsPerServerMax = 4
            limits.waitingPerTenantMax = 8
            limits.cacheNamesMax = 10
            limits.cacheNamesPerTenantMax = 4
            self.limits = limits
            lookups = NameLookups(
                limits: limits, servers: [NameServer(address: .v4(1)), NameServer(address: .v4(2))])
            var ids = SeededGenerator(seed: seed &+ 1000)
            tenants = (0..<5).map { _ in .tenant(TenantID(at: Timestamp(millisecondsSinceEpoch: 1), using: &ids)) }
        }

        mutating func step() {
            switch Int.random(in: 0..<10, using: &generator) {
            case 0...4: resolve()
            case 5...6: if let id = open.keys.min(by: { $0.number < $1.number }) { reply(to: id) }
            case 7:
                guard let id = unanswered.keys.min(by: { $0.number < $1.number }) else { return }
                unanswered[id] = nil
                perform(lookups.abandon(id, at: now))
            default: pass(UInt64.random(in: 0...2 * NameLookupsPropertyTests.second, using: &generator))
            }
        }

        mutating func resolve() {
            let client = Int.random(in: 0..<8, using: &generator)
            let name = "\(Int.random(in: 0..<20, using: &generator)).example"
            let deadline = now + UInt64.random(in: 0...8 * NameLookupsPropertyTests.second, using: &generator)
            let who = client < tenants.count ? tenants[client] : .gateway
            let (id, actions) = lookups.resolve(name, for: who, by: deadline, at: now)
            unanswered[id] = (who, deadline)
            perform(actions)
        }

        mutating func reply(to id: NameLookups.QuestionID) {
            let replies: [NameReply] = [
                .addresses([.v4(9)], ttlSeconds: UInt32.random(in: 0...5, using: &generator)), .noSuchName, .noAddress,
                .failed("SERVFAIL"), .silence,
            ]
            open[id] = nil
            perform(lookups.replied(replies.randomElement(using: &generator) ?? .silence, to: id, at: now))
        }

        mutating func pass(_ nanoseconds: UInt64) {
            let end = now + nanoseconds
            while let next = lookups.nextDeadline, next <= end {
                now = max(now, next)
                perform(lookups.tick(at: now))
                for (_, waiter) in unanswered {
                    #expect(waiter.deadline > now, "seed \(seed): somebody waits beyond the deadline")
                }
            }
            now = end
        }

        mutating func comeToRest() {
            while lookups.waiterCount > 0 || !open.isEmpty { pass(NameLookupsPropertyTests.second) }
        }

        mutating func perform(_ actions: [NameLookups.Action]) {
            for action in actions {
                switch action {
                case .ask(let id, let name, let server):
                    #expect(!open.values.contains { $0.name == name }, "seed \(seed): \(name) is asked for twice")
                    open[id] = (name, server)
                case .end(let id):
                    guard open.removeValue(forKey: id) != nil else { continue }
                    perform(lookups.replied(.silence, to: id, at: now))
                case .deliver(let id, _):
                    #expect(unanswered.removeValue(forKey: id) != nil, "seed \(seed): answered twice, or after the end")
                }
            }
        }

        func checkBounds() {
            let gateways = NameLimits.gatewayQuestionsMax
            #expect(lookups.questionCount <= limits.questionsMax + gateways, "seed \(seed)")
            #expect(lookups.cachedNameCount <= limits.cacheNamesMax, "seed \(seed)")
            #expect(lookups.waiterCount == unanswered.count, "seed \(seed)")
            #expect(lookups.questionCount == open.count, "seed \(seed)")
            let paid = Dictionary(grouping: lookups.flights.values.compactMap(\.question), by: \.payer)
            for (payer, questions) in paid where payer != .gateway {
                #expect(questions.count <= limits.questionsPerTenantMax, "seed \(seed)")
            }
            let ofTenants = paid.filter { $0.key != .gateway }.values.flatMap(\.self)
            #expect(ofTenants.count <= limits.questionsMax, "seed \(seed)")
            for (_, questions) in Dictionary(grouping: ofTenants, by: \.server) {
                #expect(questions.count <= limits.questionsPerServerMax, "seed \(seed)")
            }
        }
    }
}
