import Policy
import Testing

@Suite struct ProposalReviewTests {
    private static let end = Timestamp(millisecondsSinceEpoch: 1_735_293_600_000)
    private static let before = end.advanced(by: .milliseconds(-1))
    private static let operators = [
        Operator(name: "ann", isShared: false), Operator(name: "bob", isShared: false),
        Operator(name: "root", isShared: true),
    ]
    private static let roleSets: [Set<OperatorRole>] = OperatorRole.allCases.reduce([[]]) { sets, role in
        sets + sets.map { $0.union([role]) }
    }

    private static func review(
        _ duty: OperatorDuty, _ state: ProposalReview.State = .waiting, proposer: String = "ann"
    ) -> ProposalReview {
        ProposalReview(proposer: proposer, duty: duty, expiresAt: end, state: state)
    }

    /// Every state, duty, operator, set of roles and side of the deadline.
    @Test(arguments: ProposalReview.State.allCases)
    func onlyAnotherPersonWithTheRoleApprovesInTime(state: ProposalReview.State) {
        for duty in OperatorDuty.allCases {
            for roles in Self.roleSets {
                for checker in Self.operators {
                    for now in [Self.before, Self.end] {
                        var review = Self.review(duty, state)
                        let mayDecide = state == .waiting && now < Self.end && !roles.isDisjoint(with: duty.roles)
                        do throws(ProposalRefusal) {
                            try review.approve(by: checker, as: roles, at: now)
                            #expect(mayDecide && checker.name == "bob" && review.state == .applied)
                        } catch {
                            #expect(!mayDecide || checker.name != "bob")
                            #expect(review.state == state)
                            #expect(error == Self.refusal(of: checker, duty, state, now))
                        }
                    }
                }
            }
        }
    }

    private static func refusal(
        of checker: Operator, _ duty: OperatorDuty, _ state: ProposalReview.State, _ now: Timestamp
    ) -> ProposalRefusal {
        if state != .waiting { return .decided(state) }
        if now >= end { return .decided(.expired) }
        if checker.isShared { return .sharedAccount(checker.name) }
        return checker.name == "ann" ? .ownProposal("ann") : .lacksRole(checker.name, duty)
    }

    @Test(arguments: ProposalReview.State.allCases)
    func anybodyWithTheRoleRejectsInTime(state: ProposalReview.State) {
        for roles in Self.roleSets {
            for name in ["ann", "bob", "root"] {
                for now in [Self.before, Self.end] {
                    var review = Self.review(.treasury, state)
                    let may =
                        state == .waiting && now < Self.end && !roles.isDisjoint(with: OperatorDuty.treasury.roles)
                    do throws(ProposalRefusal) {
                        try review.reject(by: name, as: roles, at: now)
                        #expect(may && review.state == (name == "ann" ? .withdrawn : .rejected))
                    } catch {
                        #expect(!may && review.state == state)
                    }
                }
            }
        }
    }

    @Test(arguments: ProposalReview.State.allCases)
    func timeEndsWhatWaitsAndNothingElse(state: ProposalReview.State) {
        for now in [Self.before, Self.end, Self.end.advanced(by: .seconds(1))] {
            var review = Self.review(.treasury, state)
            let ends = state == .waiting && now >= Self.end
            #expect(review.expire(at: now) == ends)
            #expect(review.state == (ends ? .expired : state))
        }
    }

    /// Nobody may look and change, and the roles beside owner share nothing.
    @Test func rolesAndDuties() {
        #expect(OperatorDuty.allCases.allSatisfy { $0.roles.contains(.owner) })
        #expect(OperatorDuty.allCases.filter { $0.roles.contains(.auditor) } == [.reading])
        #expect(OperatorDuty.support.roles.isDisjoint(with: [.treasurer]))
        #expect(OperatorDuty.treasury.roles.isDisjoint(with: [.support]))
        #expect(OperatorDuty.ownership.roles == [.owner])
    }
}
