import Policy
import TestSupport
import Testing

@Suite struct ObservationOrderTests {
    private typealias Observation = ObservationOrder.Observation
    private static let (early, late) = ("2024-12-27T10:05:00Z", "2024-12-27T10:10:00Z")

    @Test(
        arguments: [
            // Later is news, earlier is not, whatever the statuses.
            (("confirming", early), ("completed", late), true),
            (("completed", late), ("confirming", early), false),
            (("completed", early), ("confirming", late), true),
            (("expired", early), ("completed", late), true),
            // Without an order in time, what settles wins.
            (("confirming", early), ("completed", early), true),
            (("completed", early), ("confirming", early), false),
            (("completed", early), ("partially_paid", early), true),
            (("completed", nil), ("confirming", late), false),
            (("completed", early), ("confirming", nil), false),
            (("waiting", nil), ("expired", nil), true),
            (("waiting", nil), (nil, nil), true),
            // Spelt differently: not comparable.
            (("completed", "2024-12-27T10:05:00.000Z"), ("confirming", late), false),
            (("completed", "9"), ("confirming", "8"), false),
        ] as [((String?, String?), (String?, String?), Bool)])
    private func newsIsToldFromTheOvertaken(known: (String?, String?), next: (String?, String?), isNews: Bool) {
        let (known, next) = (Observation(status: known.0, time: known.1), Observation(status: next.0, time: next.1))
        #expect(ObservationOrder.isNews(next, after: known) == isNews, "\(known) then \(next)")
    }

    /// Any permutation of a life's webhooks, with repetitions, ends where the life ended.
    @Test(arguments: propertySeeds) func theEndDoesNotDependOnTheOrder(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let statuses = ["confirming", "partially_paid", "confirming", "completed"]
        let life = statuses.enumerated().map { Observation(status: $1, time: "2024-12-27T10:0\($0):00Z") }
        for _ in 0..<300 {
            let heard = (life + life).shuffled(using: &generator)
            var known = heard[0]
            for next in heard.dropFirst() where ObservationOrder.isNews(next, after: known) { known = next }
            #expect(known == life.last, "seed \(seed)")
        }
    }
}
