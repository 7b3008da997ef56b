import Policy
import TestSupport
import Testing

@Suite struct EventSequenceTests {
    private typealias Observation = ObservationOrder.Observation

    /// Events in the order of their arrival, each placed among those before it; by their place then.
    private func arrange(_ arrivals: [Observation]) -> [Observation] {
        var known: [EventSequence.Placed] = []
        for next in arrivals {
            let sequence = EventSequence.place(next, among: known)
            #expect(sequence >= 0)
            // As the store reads them: highest first, of equal ones the latest first.
            let index = known.firstIndex { $0.sequence <= sequence } ?? known.endIndex
            known.insert(EventSequence.Placed(sequence: sequence, observation: next), at: index)
        }
        return known.reversed().map(\.observation)
    }

    private func at(_ minute: Int, _ status: String) -> Observation {
        Observation(status: status, time: "2024-12-27T10:\(minute < 10 ? "0" : "")\(minute):00Z")
    }

    @Test func theUpstreamsTimeDecidesAndNotTheArrival() {
        let life = [at(1, "confirming"), at(2, "partially_paid"), at(3, "completed")]
        #expect(arrange(life) == life)
        #expect(arrange([life[2], life[0], life[1]]) == life)
    }

    @Test func withoutTimesWhatSettlesIsTheLater() {
        let open = Observation(status: "confirming", time: nil)
        let settled = Observation(status: "completed", time: nil)
        #expect(arrange([open, settled]) == [open, settled])
        #expect(arrange([settled, open]) == [open, settled])
        #expect(arrange([open, open]) == [open, open])
    }

    @Test(arguments: propertySeeds) func anyOrderOfArrivalGivesTheOrderOfTheLife(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<300 {
            let life = (0..<Int.random(in: 1...20, using: &generator)).map { at($0, "confirming") }
            #expect(arrange(life.shuffled(using: &generator)) == life, "seed \(seed)")
        }
    }

    /// So many that the room between two numbers is used up: the newest stays the newest.
    @Test func theNewestIsTheHighestWhateverComesLate() {
        let newest = at(59, "completed")
        let late = (0..<59).map { at($0, "confirming") }
        let arranged = arrange([at(0, "waiting"), newest] + late.reversed() + late)
        #expect(arranged.last == newest)
        #expect(arranged.count == 120)
    }

    @Test func theHighestNumberDoesNotOverflow() {
        let placed = EventSequence.Placed(sequence: .max - 1, observation: at(1, "confirming"))
        #expect(EventSequence.place(at(2, "completed"), among: [placed]) == .max)
    }
}
