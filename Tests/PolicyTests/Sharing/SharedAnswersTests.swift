import Policy
import Testing

@Suite struct SharedAnswersTests {
    private typealias Answers = SharedAnswers<String, Int>
    private let second: UInt64 = 1_000_000_000

    private func text(_ lookup: Answers.Lookup) -> String {
        switch lookup {
        case .kept(let answer, let ageSeconds): "\(answer) \(ageSeconds)"
        case .fetch: "fetch"
        case .wait: "wait"
        }
    }

    @Test func oneFetchesTheOthersWait() {
        var answers = Answers(answersMax: 4)
        #expect(text(answers.look(up: "a", lifetimeNanoseconds: second, at: 0)) == "fetch")
        #expect(text(answers.look(up: "a", lifetimeNanoseconds: second, at: 0)) == "wait")
        #expect(text(answers.look(up: "b", lifetimeNanoseconds: second, at: 0)) == "fetch")
        let (waits, waitsToo) = (answers.wait(for: "a", 1), answers.wait(for: "a", 2))
        #expect(waits && waitsToo)
        #expect(answers.fetched("a", keeping: "A", at: second) == [1, 2])
        let isLate = !answers.wait(for: "a", 3)
        #expect(isLate)
    }

    @Test func anAnswerLivesForItsLifetime() {
        var answers = Answers(answersMax: 4)
        _ = answers.look(up: "a", lifetimeNanoseconds: 3 * second, at: 0)
        _ = answers.fetched("a", keeping: "A", at: second)
        #expect(text(answers.look(up: "a", lifetimeNanoseconds: 3 * second, at: second)) == "A 0")
        #expect(text(answers.look(up: "a", lifetimeNanoseconds: 3 * second, at: 4 * second - 1)) == "A 2")
        #expect(text(answers.look(up: "a", lifetimeNanoseconds: second, at: 2 * second)) == "fetch")
        #expect(text(answers.look(up: "a", lifetimeNanoseconds: 3 * second, at: 0)) == "wait")
    }

    @Test func aFailureIsNotKept() {
        var answers = Answers(answersMax: 4)
        _ = answers.look(up: "a", lifetimeNanoseconds: second, at: 0)
        #expect(answers.fetched("a", keeping: nil, at: 0).isEmpty)
        #expect(text(answers.look(up: "a", lifetimeNanoseconds: second, at: 0)) == "fetch")
    }

    @Test func theOldestGivesWay() {
        var answers = Answers(answersMax: 2)
        for (key, time) in [("a", UInt64(1)), ("b", 2), ("c", 3)] {
            _ = answers.look(up: key, lifetimeNanoseconds: second, at: time)
            _ = answers.fetched(key, keeping: key, at: time)
        }
        #expect(text(answers.look(up: "b", lifetimeNanoseconds: second, at: 3)) == "b 0")
        #expect(text(answers.look(up: "c", lifetimeNanoseconds: second, at: 3)) == "c 0")
        #expect(text(answers.look(up: "a", lifetimeNanoseconds: second, at: 3)) == "fetch")
    }
}
