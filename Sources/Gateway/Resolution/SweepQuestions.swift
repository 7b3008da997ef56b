import Objects
import Threading
import HTTPWire
import Policy
import Store
import Transport

/// Questions to one account, and what follows from their answers.
struct SweepQuestions: Sendable {
    let upstream: Upstream
    let account: SweepAccount
    let listsByReference: Bool
    let policy: SweepPolicy
    let journal: SweepJournal
    let report: SweepReport
    let scheduler: any Scheduler

    /// How many more may be asked at once now.
    var available: Int { account.available(at: scheduler.monotonicNanoseconds(), policy.budget) }

    private var inquiry: UpstreamInquiry {
        UpstreamInquiry(upstream: upstream, deadlines: policy.deadlines) { [account, policy, scheduler] in
            await account.admit(policy.budget, scheduler)
        }
    }

    // MARK: One by one

    func ask(_ due: [DueInquiry]) async throws {
        let claimed = try await claim(due)
        for inquiry in due { account.asked(inquiry.intentID) }
        await withDiscardingTaskGroup { group in
            for inquiry in claimed { group.addTask { await ask(inquiry) } }
        }
    }

    private func ask(_ claimed: ClaimedInquiry) async {
        guard let question = question(about: claimed.intent) else {
            return await conclude(.waiting("only a webhook or an operator can tell"), of: claimed)
        }
        do throws(UpstreamInquiry.Unanswered) {
            let answer = try await inquiry.ask(question, about: claimed.intent)
            await conclude(.answered(answer, to: question), of: claimed)
        } catch {
            noteLimit(error)
            await conclude(.waiting(error.reason), of: claimed)
        }
    }

    private func question(about intent: Intent) -> ResolutionQuestion? {
        ResolutionQuestion(
            upstreamID: intent.upstreamID, reference: intent.id.description, listsByReference: listsByReference)
    }

    // MARK: Through the list

    /// Looks for objects of one kind in the account's list. What it cannot show is asked for one by one later.
    func walk(_ due: [DueInquiry], pagesMax: Int) async throws {
        guard let kind = due.first?.kind, let since = due.map(\.createdAt).min() else { return }
        var open = Dictionary(due.map { ($0.intentID, $0) }) { first, _ in first }
        var walk = ListWalk(references: Set(open.keys.map(\.description)), since: since, pagesMax: pagesMax)
        while let offset = walk.nextOffset {
            let page: UpstreamInquiry.Page
            do throws(UpstreamInquiry.Unanswered) { page = try await inquiry.page(of: kind, from: offset) } catch {
                if case .silence = error.cause { account.askOneByOne(open.keys) }
                return noteLimit(error)
            }
            walk.learn(page.objects.compactMap { ListWalk.Entry($0, kind) }, total: page.total)
            try await conclude(page.objects, of: &open, kind)
        }
        for reference in walk.contradictions { report.contradiction(reference) }
        try await giveUp(open.values, after: walk)
    }

    private func conclude(
        _ objects: [JSONValue], of open: inout [IntentID: DueInquiry], _ kind: ObjectKind
    ) async throws {
        let byReference = Dictionary(grouping: objects) { object in
            UpstreamObject.reference(of: object, kind).flatMap { IntentID($0) }
        }
        let met = byReference.keys.compactMap { $0.flatMap { open.removeValue(forKey: $0) } }
        let claimed = try await claim(met)
        await withDiscardingTaskGroup { group in
            for inquiry in claimed {
                guard let question = question(about: inquiry.intent) else { continue }
                let answer = UpstreamInquiry.Answer(
                    byReference[inquiry.intent.id] ?? [], to: question, about: inquiry.intent)
                group.addTask { await conclude(.answered(answer, to: question), of: inquiry) }
            }
        }
    }

    /// What the list does not show, as far as it was read.
    private func giveUp(_ due: some Collection<DueInquiry>, after walk: ListWalk) async throws {
        let absent = due.filter { $0.upstreamID == nil && walk.hasPassed($0.createdAt) }
        account.askOneByOne(Set(due.map(\.intentID)).subtracting(absent.map(\.intentID)))
        for start in stride(from: 0, to: absent.count, by: InquiryPlan.pageSize) {
            let now = scheduler.now()
            try await journal.postpone(
                absent[start...].prefix(InquiryPlan.pageSize), at: now,
                finding: "the upstream's list shows no such object; no proof"
            ) { [policy] in now.advanced(by: policy.pause(after: $0)) }
        }
    }

    // MARK: What follows

    private func claim(_ due: [DueInquiry]) async throws -> [ClaimedInquiry] {
        let now = scheduler.now()
        return try await journal.claim(due, at: now, until: now.advanced(by: policy.lease))
    }

    private func conclude(_ conclusion: SweepJournal.Conclusion, of claimed: ClaimedInquiry) async {
        let now = scheduler.now()
        let next = now.advanced(by: policy.pause(after: claimed))
        do {
            let result = try await journal.apply(
                conclusion, to: claimed, nextQuestionAt: next, isLast: policy.isLast(claimed), at: now)
            report.record(result, claimed, at: now)
        } catch {
            report.failure(claimed.intent, error)
        }
    }

    private func noteLimit(_ error: UpstreamInquiry.Unanswered) {
        guard case .limited(let retryAfter) = error.cause else { return }
        account.pause(for: retryAfter, at: scheduler.monotonicNanoseconds())
    }
}

extension ListWalk.Entry {
    /// `nil` for what has no id.
    init?(_ object: JSONValue, _ kind: ObjectKind) {
        guard let id = UpstreamObject.id(of: object, kind) else { return nil }
        self.init(
            upstreamID: id, reference: UpstreamObject.reference(of: object, kind),
            createdAt: object["created_at"]?.stringValue.flatMap { Timestamp(rfc3339: $0) })
    }
}
