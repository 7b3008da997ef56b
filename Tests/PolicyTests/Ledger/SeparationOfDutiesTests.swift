import Policy
import Testing

@Suite struct SeparationOfDutiesTests {
    private static let operators = [
        Operator(name: "ann", isShared: false), Operator(name: "bob", isShared: false),
        Operator(name: "cyd", isShared: false), Operator(name: "root", isShared: true),
    ]

    /// Every way in which nobody, ann or bob may have done each of the six.
    private static let arrangements: [[Arrangement: Set<String>]] = Arrangement.allCases.reduce([[:]]) { ways, next in
        ways.flatMap { way in
            [[], ["ann"], ["bob"]].map { names in way.merging([next: Set(names)]) { $1 } }
        }
    }

    /// Every order in which three of the four may try, repetitions included.
    private static let attempts: [[Operator]] = operators.flatMap { first in
        operators.flatMap { second in operators.map { [first, second, $0] } }
    }

    @Test(arguments: 1...3)
    func onlyDifferentPeopleWhoArrangedNothingCount(required: Int) {
        for arrangers in Self.arrangements {
            let makers = arrangers.values.reduce(into: Set()) { $0.formUnion($1) }
            for attempt in Self.attempts {
                var duties = SeparationOfDuties(approvalsRequired: required, arrangers: arrangers)
                var counted: [String] = []
                for checker in attempt {
                    let counts =
                        counted.count < required && checker.name != "root" && !makers.contains(checker.name)
                        && !counted.contains(checker.name)
                    if counts { counted.append(checker.name) }
                    let before = duties
                    do throws(ApprovalRefusal) {
                        try duties.approve(by: checker)
                        #expect(counts)
                    } catch {
                        #expect(!counts && duties == before)
                        #expect(error == Self.refusal(of: checker, before, counted))
                    }
                    #expect(duties.approvers == counted)
                    #expect(duties.approvalsMissing == required - counted.count)
                }
            }
        }
    }

    private static func refusal(
        of checker: Operator, _ duties: SeparationOfDuties, _ counted: [String]
    ) -> ApprovalRefusal {
        if counted.count == duties.approvalsRequired { return .complete }
        if checker.isShared { return .sharedAccount(checker.name) }
        for arrangement in Arrangement.allCases where duties.arrangers[arrangement] == [checker.name] {
            return .arranged(checker.name, arrangement)
        }
        return .approvedAlready(checker.name)
    }

    @Test func everyoneWhoEverArrangedItIsTold() {
        var duties = SeparationOfDuties(approvalsRequired: 1, arrangers: [.limits: ["ann", "bob"]])
        for checker in Self.operators.prefix(2) {
            let error = #expect(throws: ApprovalRefusal.self) { try duties.approve(by: checker) }
            #expect(error == .arranged(checker.name, .limits))
            #expect(error?.description.contains("\(checker.name) last set the tenant's limits") == true)
        }
    }
}
