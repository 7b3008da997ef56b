import TestSupport
import Testing

@testable import Policy

@Suite struct NameLookupsTests {
    /// A machine with a clock, and what it asked for.
    private struct Desk {
        var lookups: NameLookups
        var now: UInt64 = 1_000_000_000
        var asked: [(id: NameLookups.QuestionID, name: String, server: NameServer)] = []
        var ended: Set<NameLookups.QuestionID> = []
        var delivered: [NameLookups.WaiterID: NameAnswer] = [:]

        init(servers: [NameServer] = [Desk.first], _ change: (inout NameLimits) -> Void = { _ in }) {
            var limits = NameLimits()
            change(&limits)
            lookups = NameLookups(limits: limits, servers: servers)
        }

        static let first = NameServer(address: .v4(1))
        static let second = NameServer(address: .v4(2))

        @discardableResult
        mutating func resolve(
            _ name: String, for client: NameClient = .gateway, within seconds: UInt64 = 60
        ) -> NameLookups.WaiterID {
            let (id, actions) = lookups.resolve(name, for: client, by: now + seconds * 1_000_000_000, at: now)
            perform(actions)
            return id
        }

        mutating func reply(_ reply: NameReply, to index: Int) {
            perform(lookups.replied(reply, to: asked[index].id, at: now))
        }

        /// Lets time pass, step by step; questions that are ended are silent unless `partial` says otherwise.
        mutating func pass(_ seconds: Double, partial: NameReply = .silence) {
            let end = now + UInt64(seconds * 1e9)
            while let next = lookups.nextDeadline, next <= end {
                now = max(now, next)
                perform(lookups.tick(at: now))
                let late = ended
                ended = []
                for id in late { perform(lookups.replied(partial, to: id, at: now)) }
            }
            now = end
        }

        mutating func perform(_ actions: [NameLookups.Action]) {
            for action in actions {
                switch action {
                case .ask(let id, let name, let server): asked.append((id, name, server))
                case .end(let id): ended.insert(id)
                case .deliver(let id, let answer):
                    #expect(delivered[id] == nil, "answered twice")
                    delivered[id] = answer
                }
            }
        }
    }

    private static let address = IPAddress.v4(0x0102_0304)
    private static let found = NameAnswer.addresses([address])

    private static func reply(ttl: UInt32) -> NameReply { .addresses([address], ttlSeconds: ttl) }

    private static func tenant(_ number: UInt64) -> NameClient {
        var generator = SeededGenerator(seed: number)
        return .tenant(TenantID(at: Timestamp(millisecondsSinceEpoch: 0), using: &generator))
    }

    // MARK: One question a name

    @Test func allWhoWaitForANameShareOneQuestion() {
        var desk = Desk()
        let waiters = (1...5).map { desk.resolve("shop.example", for: Self.tenant($0)) }
        #expect(desk.asked.map(\.name) == ["shop.example"])
        desk.reply(Self.reply(ttl: 60), to: 0)
        #expect(desk.delivered == Dictionary(uniqueKeysWithValues: waiters.map { ($0, Self.found) }))
        #expect(desk.lookups.waiterCount == 0)
        #expect(desk.lookups.questionCount == 0)
    }

    @Test func namesAreAskedForAtTheSameTime() {
        var desk = Desk()
        desk.resolve("a.example")
        desk.resolve("b.example")
        #expect(desk.asked.map(\.name) == ["a.example", "b.example"])
    }

    // MARK: What is kept

    @Test func anAnswerIsKeptForItsTTLAndNoLonger() {
        var desk = Desk()
        desk.resolve("shop.example")
        desk.reply(Self.reply(ttl: 60), to: 0)
        desk.pass(59.999)
        #expect(desk.delivered[desk.resolve("shop.example")] == Self.found)
        #expect(desk.asked.count == 1)
        desk.pass(0.001)
        let late = desk.resolve("shop.example")
        #expect(desk.delivered[late] == nil)
        #expect(desk.asked.count == 2)
    }

    @Test func aTTLOfZeroIsNotKept() {
        var desk = Desk()
        desk.resolve("shop.example")
        desk.reply(Self.reply(ttl: 0), to: 0)
        desk.resolve("shop.example")
        #expect(desk.asked.count == 2)
    }

    @Test func theTTLIsHeldBetweenItsBounds() {
        var desk = Desk {
            $0.ttlMin = .seconds(5)
            $0.ttlMax = .seconds(20)
        }
        desk.resolve("short.example")
        desk.reply(Self.reply(ttl: 0), to: 0)
        desk.resolve("long.example")
        desk.reply(Self.reply(ttl: .max), to: 1)
        desk.pass(4.9)
        desk.resolve("short.example")
        #expect(desk.asked.count == 2)
        desk.pass(15)
        desk.resolve("long.example")
        #expect(desk.asked.count == 2)
        desk.pass(0.2)
        desk.resolve("long.example")
        #expect(desk.asked.count == 3)
    }

    @Test(
        arguments: [
            (NameReply.noSuchName, NameFailure.noSuchName, 10.0), (.noAddress, .noAddress, 10),
            (.failed("SERVFAIL"), .serverFailed("SERVFAIL"), 5),
        ])
    func whatIsNotThereIsKeptForLess(reply: NameReply, failure: NameFailure, seconds: Double) {
        var desk = Desk()
        let first = desk.resolve("shop.example")
        desk.reply(reply, to: 0)
        #expect(desk.delivered[first] == .failure(failure))
        desk.pass(seconds - 0.1)
        #expect(desk.delivered[desk.resolve("shop.example")] == .failure(failure))
        #expect(desk.asked.count == 1)
        desk.pass(0.1)
        desk.resolve("shop.example")
        #expect(desk.asked.count == 2)
    }

    @Test func theCacheIsBoundedInAllAndForEachTenant() {
        var desk = Desk {
            $0.cacheNamesMax = 6
            $0.cacheNamesPerTenantMax = 4
        }
        for number in 0..<10 {
            desk.resolve("a\(number).example", for: Self.tenant(1))
            desk.reply(Self.reply(ttl: 60), to: number)
        }
        #expect(desk.lookups.cachedNameCount == 4)
        for number in 0..<10 {
            desk.resolve("b\(number).example", for: Self.tenant(2))
            desk.reply(Self.reply(ttl: 90), to: 10 + number)
        }
        #expect(desk.lookups.cachedNameCount == 6)
        desk.resolve("b3.example", for: Self.tenant(2))
        #expect(desk.asked.count == 20, "what ends first makes room")
    }

    @Test func otherServersForgetWhatTheFormerSaid() {
        var desk = Desk()
        desk.resolve("shop.example")
        desk.reply(Self.reply(ttl: 60), to: 0)
        desk.perform(desk.lookups.reconfigure(servers: [Desk.second], at: desk.now))
        desk.resolve("shop.example")
        #expect(desk.asked.map(\.server) == [Desk.first, Desk.second])
    }

    @Test func addressesOfANameAreBounded() {
        var desk = Desk()
        let waiter = desk.resolve("many.example")
        desk.reply(.addresses((1...500).map { .v4($0) }, ttlSeconds: 60), to: 0)
        #expect(desk.delivered[waiter] == .addresses((1...16).map { .v4($0) }))
    }

    // MARK: Time

    @Test func silenceIsAskedAgainAndThenFails() {
        var desk = Desk()
        let waiter = desk.resolve("dead.example")
        desk.pass(4.999)
        #expect(desk.asked.count == 3, "at 0, 2 and 4 s")
        #expect(desk.delivered.isEmpty)
        desk.pass(0.001)
        #expect(desk.delivered == [waiter: .failure(.noAnswerInTime)])
        #expect(desk.lookups.questionCount == 0)
        #expect(desk.delivered[desk.resolve("dead.example")] == .failure(.noAnswerInTime), "kept")
    }

    @Test func whatWasSaidInPartIsAnAnswer() {
        var desk = Desk()
        let waiter = desk.resolve("half.example")
        desk.pass(2, partial: Self.reply(ttl: 60))
        #expect(desk.delivered == [waiter: Self.found])
    }

    @Test func aWaiterEndsAtItsOwnDeadlineAlone() {
        var desk = Desk()
        let hasty = desk.resolve("slow.example", within: 1)
        let patient = desk.resolve("slow.example")
        desk.pass(1)
        #expect(desk.delivered == [hasty: .failure(.noAnswerInTime)])
        desk.reply(Self.reply(ttl: 60), to: 0)
        #expect(desk.delivered[patient] == Self.found)
    }

    @Test func aQuestionEndsWhenNobodyWaits() {
        var desk = Desk()
        let waiter = desk.resolve("slow.example")
        desk.perform(desk.lookups.abandon(waiter, at: desk.now))
        #expect(desk.ended == [desk.asked[0].id])
        desk.reply(.silence, to: 0)
        #expect(desk.lookups.questionCount == 0)
        #expect(desk.delivered.isEmpty)
        desk.resolve("slow.example")
        #expect(desk.asked.count == 2, "nothing was learnt")
    }

    @Test func whoComesWhileAQuestionIsBeingEndedIsAnswered() {
        var desk = Desk()
        let first = desk.resolve("slow.example")
        desk.perform(desk.lookups.abandon(first, at: desk.now))
        let second = desk.resolve("slow.example")
        desk.reply(.silence, to: 0)
        #expect(desk.asked.count == 2)
        desk.reply(Self.reply(ttl: 60), to: 1)
        #expect(desk.delivered == [second: Self.found])
    }

    // MARK: Servers

    @Test func theNextServerIsAskedWhenOneFails() {
        var desk = Desk(servers: [Desk.first, Desk.second])
        let waiter = desk.resolve("shop.example")
        desk.reply(.failed("SERVFAIL"), to: 0)
        #expect(desk.asked.map(\.server) == [Desk.first, Desk.second])
        desk.reply(.failed("REFUSED"), to: 1)
        #expect(desk.delivered == [waiter: .failure(.serverFailed("REFUSED"))])
    }

    @Test func aServerThatHasGoneSilentIsAskedLast() {
        var desk = Desk(servers: [Desk.first, Desk.second])
        desk.resolve("a.example")
        desk.pass(2)
        #expect(desk.asked.map(\.server) == [Desk.first, Desk.second])
        desk.resolve("b.example")
        #expect(desk.asked.last?.server == Desk.second)
        desk.reply(Self.reply(ttl: 60), to: 1)
        desk.reply(Self.reply(ttl: 60), to: 2)
        desk.pass(10)
        desk.resolve("c.example")
        #expect(desk.asked.last?.server == Desk.first, "it has its chance again")
    }

    @Test func aNameWithoutAnAnswerDoesNotMakeAServerSilent() {
        var desk = Desk(servers: [Desk.first, Desk.second])
        desk.resolve("dead.example")
        desk.resolve("shop.example")
        desk.pass(1)
        desk.reply(Self.reply(ttl: 60), to: 1)
        desk.pass(1)
        desk.resolve("other.example")
        #expect(desk.asked.last?.server == Desk.first)
    }

    @Test func aServerIsAskedNoMoreThanItsBoundAtOnce() {
        var desk = Desk(servers: [Desk.first, Desk.second]) { $0.questionsPerServerMax = 3 }
        for number in 1...10 { desk.resolve("\(number).example", for: Self.tenant(UInt64(number))) }
        #expect(
            desk.asked.map(\.server) == Array(repeating: Desk.first, count: 3) + Array(repeating: Desk.second, count: 3)
        )
        desk.resolve("upstream.example")
        #expect(desk.asked.last?.name == "upstream.example", "beside the bound")
        desk.reply(Self.reply(ttl: 60), to: 6)
        desk.reply(Self.reply(ttl: 60), to: 0)
        #expect(desk.asked.last?.name == "7.example")
        #expect(desk.asked.last?.server == Desk.first)
    }

    // MARK: Places

    @Test func aTenantOverItsBoundWaitsAlone() {
        var desk = Desk { $0.questionsPerTenantMax = 4 }
        for number in 1...100 { desk.resolve("dead\(number).example", for: Self.tenant(1)) }
        #expect(desk.asked.count == 4)
        let other = desk.resolve("shop.example", for: Self.tenant(2))
        #expect(desk.asked.last?.name == "shop.example")
        desk.reply(Self.reply(ttl: 60), to: 4)
        #expect(desk.delivered == [other: Self.found])
        desk.reply(.noSuchName, to: 0)
        #expect(desk.asked.last?.name == "dead5.example", "the next in its own queue")
    }

    @Test func aTenantsWaitersAreBounded() {
        var desk = Desk { $0.waitingPerTenantMax = 3 }
        let waiters = (1...4).map { desk.resolve("dead\($0).example", for: Self.tenant(1)) }
        #expect(desk.delivered == [waiters[3]: .failure(.tooManyWait)])
        desk.resolve("shop.example", for: Self.tenant(2))
        #expect(desk.delivered.count == 1)
        desk.reply(Self.reply(ttl: 60), to: 0)
        let again = desk.resolve("dead5.example", for: Self.tenant(1))
        #expect(desk.delivered[again] == nil)
    }

    /// Else whoever asked first for a name would make all others wait in its queue.
    @Test func aNameInOneTenantsQueueIsAskedForOnAnothersAccount() {
        var desk = Desk { $0.questionsPerTenantMax = 1 }
        desk.resolve("dead.example", for: Self.tenant(1))
        let first = desk.resolve("shop.example", for: Self.tenant(1))
        #expect(desk.asked.count == 1)
        let second = desk.resolve("shop.example", for: Self.tenant(2))
        #expect(desk.asked.last?.name == "shop.example")
        desk.reply(Self.reply(ttl: 60), to: 1)
        #expect(desk.delivered == [first: Self.found, second: Self.found])
    }

    @Test func tenantsMetWithSilenceLeaveHalfOfThePlaces() {
        var desk = Desk {
            $0.questionsMax = 8
            $0.questionsPerTenantMax = 4
        }
        for tenant in 1...4 {
            for number in 1...50 { desk.resolve("dead\(number).of\(tenant).example", for: Self.tenant(UInt64(tenant))) }
        }
        #expect(desk.lookups.questionCount == 8)
        desk.pass(10)
        #expect(desk.lookups.questionCount == 4)
        let others = (10...13).map { desk.resolve("shop\($0).example", for: Self.tenant($0)) }
        #expect(desk.asked.suffix(4).map(\.name) == (10...13).map { "shop\($0).example" })
        for index in desk.asked.indices.suffix(4) { desk.reply(Self.reply(ttl: 60), to: index) }
        #expect(others.allSatisfy { desk.delivered[$0] == Self.found })
    }

    @Test func theGatewaysOwnNamesHavePlacesThatNoTenantTakes() {
        var desk = Desk { $0.questionsMax = 2 }
        for number in 1...10 { desk.resolve("dead\(number).example", for: Self.tenant(UInt64(number))) }
        #expect(desk.asked.count == 2)
        desk.resolve("upstream.example")
        #expect(desk.asked.last?.name == "upstream.example")
    }

    @Test func whatWasGivenUpInTheQueueIsNotAsked() {
        var desk = Desk { $0.questionsPerTenantMax = 1 }
        desk.resolve("a.example", for: Self.tenant(1))
        let waiter = desk.resolve("b.example", for: Self.tenant(1))
        desk.resolve("c.example", for: Self.tenant(1))
        desk.perform(desk.lookups.abandon(waiter, at: desk.now))
        desk.reply(Self.reply(ttl: 60), to: 0)
        #expect(desk.asked.map(\.name) == ["a.example", "c.example"])
    }
}
