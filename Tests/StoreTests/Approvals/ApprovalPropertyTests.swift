import Policy
import Store
import TestSupport
import Testing

/// Random histories of asking, deciding, setting limits and sending: nothing goes upstream that has not all its
/// approvals, nothing is held twice, and the books stay whole.
@Suite struct ApprovalPropertyTests {
    private static let operators = ["ann", "bob", "cyd", "dan"].map { Operator(name: $0, isShared: false) }
    private static let root = Operator(name: "root", isShared: true)
    private static let funds = 1000

    private struct History {
        let world: LedgerFixture
        var generator: SeededGenerator
        var model = ApprovalModel(available: funds)
        var requests: [(number: Int, amount: Int)] = []
        var lastNumber = 0

        mutating func chance(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }

        mutating func anyOperator() -> Operator { (operators + [root])[chance(0...operators.count)] }

        mutating func step() async throws {
            switch chance(0...10) {
            case 0, 10: requests.append((next(), chance(1...200)))
            case 1...3: try await send()
            case 4...6: try await approve()
            case 7: try await reject()
            case 8: try await setLimits()
            default: try await (chance(0...2) == 0 ? credit() : end())
            }
            try await compare()
        }

        private mutating func next() -> Int {
            lastNumber += 1
            return lastNumber
        }

        private mutating func anyRequest() -> (number: Int, amount: Int)? { requests.randomElement(using: &generator) }

        private mutating func send() async throws {
            guard let request = anyRequest() else { return }
            let intent = intent(of: request.number)
            let order = WithdrawalOrder(
                currency: LedgerFixture.currency, amount: try Amount(parsing: "\(request.amount)"), address: "T1")
            let expected = model.fate(ofRequest: request.number, amount: request.amount)
            let actual: ApprovalModel.Fate
            do {
                let opened = try await world.database.write { store in
                    let opened = try BookRepository.open(
                        .withdrawal(order), for: intent, at: LedgerFixture.now, in: store)
                    if opened == .ready { try IntentRepository.insert(intent, in: store) }
                    return opened
                }
                switch opened {
                case .ready: actual = .sent
                case .awaitsApproval(let id): actual = .waits(id == intent.id ? nil : id)
                }
            } catch is WithdrawalRefusal { actual = .refused }
            #expect(actual == expected)
            model.begin(request.number, amount: request.amount, as: intent, actual)
            if actual == .sent { requests.removeAll { $0.number == request.number } }
        }

        private func intent(of number: Int) -> Intent {
            let id = IntentID.make(at: LedgerFixture.now)
            return Intent(
                id: id, tenantID: world.left, accountID: world.accountID, kind: .withdrawal,
                idempotencyKey: "k\(number)", fingerprint: [UInt8(truncatingIfNeeded: number)], callbackToken: "\(id)",
                tenantCallbackURL: nil, tenantOrderID: nil, tenantCustomID: nil, createdAt: LedgerFixture.now)
        }

        private mutating func approve() async throws {
            guard let request = anyRequest(), let id = model.open[request.number]?.id else { return }
            let checker = anyOperator()
            let expected = model.approve(request.number, by: checker)
            let counted = try await world.database.write { store in
                guard let approval = try ApprovalRepository.approvalForOperator(id, in: store) else { return false }
                do {
                    return try ApprovalRepository.approve(approval, by: checker, at: LedgerFixture.now, in: store)
                } catch is ApprovalRefusal { return false }
            }
            #expect(counted == expected)
        }

        private mutating func reject() async throws {
            guard let request = anyRequest(), let id = model.open[request.number]?.id else { return }
            let isOpen = model.reject(request.number)
            let isRejected = try await world.database.write { store in
                guard let approval = try ApprovalRepository.approvalForOperator(id, in: store) else { return false }
                return try ApprovalRepository.reject(approval, by: "root", at: LedgerFixture.now, in: store)
            }
            #expect(isRejected && isOpen)
            requests.removeAll { $0.number == request.number }
        }

        private mutating func setLimits() async throws {
            let name = anyOperator().name
            (model.threshold, model.required, model.limitsSetter) = (chance(0...100), chance(1...3), name)
            model.most = chance(0...1) == 0 ? nil : chance(50...200)
            let limits = WithdrawalLimits(
                perWithdrawal: try model.most.map { try Amount(parsing: "\($0)") },
                approvalAbove: ApprovalThreshold(try Amount(parsing: "\(model.threshold)")),
                approvalsRequired: model.required)
            try await world.database.write { [world] store in
                try WithdrawalRuleRepository.setLimits(
                    limits, of: world.left, in: .currency(LedgerFixture.currency), in: store)
                try WithdrawalRuleRepository.record(
                    .limits(.currency(LedgerFixture.currency)), by: name, of: world.left, at: LedgerFixture.now,
                    in: store)
            }
        }

        private mutating func credit() async throws {
            guard model.creditors.isEmpty else { return }
            let name = anyOperator().name
            model.creditors.insert(name)
            try await world.database.write { [world] store in
                try WithdrawalRuleRepository.record(
                    .credit(LedgerFixture.currency), by: name, of: world.left, at: LedgerFixture.now, in: store)
            }
        }

        private mutating func end() async throws {
            guard !model.sent.isEmpty else { return }
            let (intent, amount) = model.sent.remove(at: chance(0...model.sent.count - 1))
            let isPaidOut = chance(0...1) == 0
            if !isPaidOut { model.available += amount }
            try await world.apply(.withdrawal(isPaidOut ? .completed : .returned), to: intent)
        }

        private func compare() async throws {
            #expect(try await world.balance(.available, of: world.left) == "\(model.available)")
            #expect(try await world.balance(.held, of: world.left) == "\(model.held)")
            let sent = model.sent.map(\.amount).reduce(0, +)
            let (violations, books, approvals) = try await world.database.read { [world] store in
                (
                    try LedgerCheck(in: store, at: LedgerFixture.now).violations,
                    try BookRepository.books(of: world.accountID, in: store),
                    try ApprovalRepository.openApprovals(of: world.left, limit: 500, in: store)
                )
            }
            #expect(violations.isEmpty)
            #expect(books[LedgerFixture.currency]?.held == (try Amount(parsing: "\(sent)")))
            #expect(Set(approvals.map(\.id)) == Set(model.open.values.map(\.id)))
        }
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8, UInt64.random(in: .min ... .max)])
    func nothingIsSentWithoutItsApprovals(seed: UInt64) async throws {
        try await LedgerFixture.with { world in
            try await world.fund(world.left, "\(Self.funds)")
            var history = History(world: world, generator: SeededGenerator(seed: seed))
            let limits = WithdrawalLimits(
                approvalAbove: ApprovalThreshold(try Amount(parsing: "\(history.model.threshold)")))
            try await world.database.write { store in
                try WithdrawalRuleRepository.setLimits(
                    limits, of: world.left, in: .currency(LedgerFixture.currency), in: store)
            }
            for _ in 0..<150 { try await history.step() }
            #expect(try await world.balance(.available, of: world.right) == "0", "seed \(seed)")
        }
    }
}
