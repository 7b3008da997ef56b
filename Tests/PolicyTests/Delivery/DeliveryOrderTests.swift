import Policy
import TestSupport
import Testing

@Suite struct DeliveryOrderTests {
    private static func time(_ second: Int64) -> Timestamp { Timestamp(millisecondsSinceEpoch: second * 1000) }
    private static func place(_ number: Int64) -> EventPlace {
        EventPlace(sequence: number, delivery: DeliveryID(ulid: ULID(value: UInt128(number))))
    }

    private func pending(
        _ number: Int64, came: Int64, tried: Int64? = nil, isUnderWay: Bool = false
    ) -> PendingDelivery {
        PendingDelivery(
            place: Self.place(number), createdAt: Self.time(came), lastAttemptAt: tried.map(Self.time),
            isUnderWay: isUnderWay)
    }

    @Test(arguments: DeliveryOrder.allCases) func anUntriedOneGoesBeforeANewerOne(order: DeliveryOrder) {
        let both = [pending(1, came: 0), pending(2, came: 1)]
        #expect(order.turns(of: both, heard: nil) == [.goes, .waits])
        #expect(order.turns(of: [pending(1, came: 0, isUnderWay: true), both[1]], heard: nil) == [.goes, .waits])
        #expect(order.turns(of: [both[1]], heard: Self.place(1)) == [.goes])
        #expect(order.turns(of: [], heard: nil) == [])
    }

    @Test func aFailedOneIsTriedOnceMoreBeforeTheNewerOneAndThenSuperseded() {
        let newer = pending(2, came: 5)
        let turns = { DeliveryOrder.latest.turns(of: [$0, newer], heard: nil) }
        // It failed before the newer one was there, or began so.
        #expect(turns(pending(1, came: 0, tried: 3)) == [.goesAtOnce, .waits])
        #expect(turns(pending(1, came: 0, tried: 5)) == [.goesAtOnce, .waits])
        #expect(turns(pending(1, came: 0, tried: 6)) == [.superseded(by: newer.place.delivery), .goes])
        // The newest is nobody's second.
        #expect(DeliveryOrder.latest.turns(of: [pending(1, came: 0, tried: 3)], heard: nil) == [.goes])
    }

    @Test func strictWaitsForARetryAndAllDoesNot() {
        let both = [pending(1, came: 0, tried: 3), pending(2, came: 5)]
        #expect(DeliveryOrder.strict.turns(of: both, heard: nil) == [.goes, .waits])
        #expect(DeliveryOrder.all.turns(of: both, heard: nil) == [.goes, .goes])
    }

    @Test func whatCameAfterALaterOneWasHeardIsSupersededUnlessAllAreWanted() {
        let late = [pending(1, came: 9)]
        let heard = Self.place(2)
        #expect(DeliveryOrder.latest.turns(of: late, heard: heard) == [.superseded(by: heard.delivery)])
        #expect(DeliveryOrder.strict.turns(of: late, heard: heard) == [.superseded(by: heard.delivery)])
        #expect(DeliveryOrder.all.turns(of: late, heard: heard) == [.goes])
        // What is on its way cannot be called back.
        #expect(DeliveryOrder.latest.turns(of: [pending(1, came: 0, isUnderWay: true)], heard: heard) == [.goes])
    }

    /// One receiver that fails at random, and webhooks that come in any order.
    @Test(arguments: propertySeeds) func aReceiverHearsTheNewestAndNothingOlderAfterIt(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for history in 0..<200 {
            for order in DeliveryOrder.allCases {
                var receiver = Receiver(order: order)
                let life = (1...Int64.random(in: 1...6, using: &generator)).shuffled(using: &generator)
                var arrivals = life[...]
                while !arrivals.isEmpty || !receiver.isDone {
                    receiver.now += 1
                    if let next = arrivals.first, Bool.random(using: &generator) || receiver.isDone {
                        receiver.pending.append(pending(next, came: receiver.now))
                        arrivals.removeFirst()
                    } else {
                        receiver.attempt(succeeds: Bool.random(using: &generator), using: &generator)
                    }
                    try #require(receiver.now < 10_000, "stuck: seed \(seed), history \(history), \(order)")
                }
                let context: Comment = "seed \(seed), history \(history), \(order), \(life): \(receiver.heard)"
                if order == .all {
                    #expect(receiver.heard.sorted() == life.sorted(), context)
                } else {
                    #expect(receiver.heard == receiver.heard.sorted(), context)
                    #expect(receiver.heard.last == life.max(), context)
                }
                if order == .strict, life == life.sorted() { #expect(receiver.heard == life, context) }
            }
        }
    }

    private struct Receiver {
        let order: DeliveryOrder
        var now: Int64 = 0
        var pending: [PendingDelivery] = []
        var heard: [Int64] = []

        var isDone: Bool { pending.isEmpty }

        mutating func attempt(succeeds: Bool, using generator: inout SeededGenerator) {
            giveTurns()
            guard let index = goers.randomElement(using: &generator) else { return }
            let tried = pending[index]
            if succeeds {
                pending.remove(at: index)
                heard.append(tried.place.sequence)
            } else {
                pending[index] = PendingDelivery(
                    place: tried.place, createdAt: tried.createdAt, lastAttemptAt: time(now), isUnderWay: false)
            }
            giveTurns()
        }

        private var newest: EventPlace? { heard.max().map(place) }

        private var goers: [Int] {
            let turns = order.turns(of: pending, heard: newest)
            return turns.indices.filter { turns[$0] == .goes || turns[$0] == .goesAtOnce }
        }

        private mutating func giveTurns() {
            pending.sort { $0.place < $1.place }
            let turns = order.turns(of: pending, heard: newest)
            pending = zip(pending, turns).compactMap { delivery, turn in
                if case .superseded = turn { nil } else { delivery }
            }
        }
    }
}
