import Policy
import TestSupport
import Testing

@Suite struct InquiryPlanTests {
    @Test(
        arguments: [
            ([], 0, 0), ([0], 0, 0), ([0, 1], 2, 3), ([5, 99], 2, 3), ([5, 100], 0, 0), ([5, 100, 101], 3, 4),
            (Array(0..<5000), 5000, 52), ([0, 1, 2, 5900], 3, 3), ([6000, 6000, 6000], 0, 0),
        ] as [([Int], Int, Int)])
    func theListIsReadWhereItSparesQuestions(depths: [Int], walked: Int, pages: Int) {
        let plan = InquiryPlan(depths: depths)
        #expect((plan.walked, plan.pages) == (walked, pages))
    }

    /// Never dearer than question by question, nor than any other walk; never beyond the bound.
    @Test(arguments: propertySeeds) func noOtherWalkIsCheaper(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var depth = 0
        let depths = (0..<Int.random(in: 0...60, using: &generator)).map { _ in
            depth += Int.random(in: 0...Int.random(in: 1...300, using: &generator), using: &generator)
            return depth
        }
        func cost(_ walked: Int) -> Int {
            walked == 0 ? depths.count : depths[walked - 1] / InquiryPlan.pageSize + 1 + depths.count - walked
        }
        let plan = InquiryPlan(depths: depths)
        let reachable = (0...depths.count).filter {
            $0 == 0 || depths[$0 - 1] / InquiryPlan.pageSize + 1 + InquiryPlan.pagesSpare <= InquiryPlan.pagesMax
        }
        #expect(cost(plan.walked) == reachable.map(cost).min(), "seed \(seed), \(depths)")
        #expect(plan.pages <= InquiryPlan.pagesMax)
    }

    /// Asked about as the default schedule has it, together: seven growing pauses, then four times a day.
    @Test func fiveThousandLostAnswersCostADayFarLessThanFourReadsEach() {
        let rounds = 7 + 4
        #expect(rounds * InquiryPlan(depths: Array(0..<5000)).pages < 600)
    }

    @Test func eachOwnerHasItsTurn() {
        let due = ["a1", "a2", "a3", "b1", "a4", "c1", "b2"]
        #expect(InquiryPlan.inTurn(due) { $0.first } == ["a1", "b1", "c1", "a2", "b2", "a3", "a4"])
    }
}
