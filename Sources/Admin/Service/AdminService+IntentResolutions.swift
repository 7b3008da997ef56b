import AdminAPI
import Policy
import Store

/// Many doubts ended by one word: looked at first, then in batches, each intent judged and recorded as if alone.
extension AdminService {
    /// Each is a commit of its own, so that nobody else's writes wait.
    static let resolutionBatchMax = 100

    /// Changes nothing.
    package func previewIntents(
        _ selection: IntentSelection, for caller: AdminCaller
    ) async throws(AdminError) -> IntentPreview {
        let filter = try await self.filter(selection)
        return try await ask(Action(IntentVerbs.preview, tenant: filter.tenantID), for: caller) { reader in
            let summary = try IntentRepository.summarise(filter, in: reader)
            return IntentPreview(
                count: summary.count, oldest: summary.oldest?.description,
                sums: summary.sums.sorted { $0.key < $1.key }.map {
                    IntentPreview.Sum(currency: $0.key.description, amount: $0.value)
                })
        }
    }

    /// One batch, the newest first. What the books, the mirror or a webhook contradict is left as it is, and named. Where
    /// there can be a second operator, all of them become one proposal instead.
    package func resolveIntents(
        _ request: ResolveIntents, for caller: AdminCaller
    ) async throws(AdminError) -> ChangeResult<IntentsResolved> {
        guard caller.approving == nil else {
            try await resolveProposed(request.selection, for: caller)
            return .done(IntentsResolved())
        }
        guard caller.reason != nil else {
            throw AdminError(.invalidRequest, "resolving needs a --reason: it goes into the audit log")
        }
        var filter = try await self.filter(request.selection)
        guard filter.states == [.unknown] else {
            throw AdminError(.invalidRequest, "only unknown outcomes can be resolved")
        }
        guard !options.hasOperators else { return try await proposeResolution(request, of: filter, for: caller) }
        if let before = request.before {
            filter.before = before
        } else {
            let count = try await previewIntents(request.selection, for: caller).count
            guard count == request.count else {
                throw AdminError(.conflict, "nothing was done: it is \(count) by now, and not \(request.count)")
            }
        }
        return .done(try await resolveBatch(filter, for: caller))
    }

    private func resolveBatch(
        _ filter: IntentFilter, for caller: AdminCaller
    ) async throws(AdminError) -> IntentsResolved {
        let intents: [Intent]
        do { intents = try await database.read { try IntentRepository.list(filter, in: $0) } } catch {
            throw AdminError(describing: error)
        }
        var result = IntentsResolved(next: intents.count == filter.limit ? intents.last?.id : nil)
        let request = ResolveIntent(outcome: .noEffect, upstreamID: nil)
        for intent in intents {
            do throws(AdminError) {
                _ = try await resolveIntent(intent.id.description, request, for: caller)
                result.resolved.append(intent.id)
            } catch {
                guard error.code == .conflict else { throw error }
                result.refused.append(IntentsResolved.Refusal(intent: intent.id, reason: error.message))
            }
        }
        return result
    }

    private func filter(_ selection: IntentSelection) async throws(AdminError) -> IntentFilter {
        var filter = IntentFilter(states: [.unknown], limit: Self.resolutionBatchMax)
        if let reference = selection.tenant { filter.tenantID = try await tenant(reference) }
        if let reference = selection.account { filter.accountID = try await account(reference) }
        if let text = selection.kind { filter.kind = try Self.choice(text, "kind") }
        if let text = selection.state { filter.states = [try Self.choice(text, "state")] }
        if let text = selection.createdBefore {
            guard let time = Timestamp(rfc3339: text) else {
                throw AdminError(.invalidRequest, "created_before must be a time as RFC 3339 has it, is \"\(text)\"")
            }
            filter.createdBefore = time
        }
        return filter
    }

    static func choice<Value: RawRepresentable<String> & CaseIterable>(
        _ text: String, _ name: String
    ) throws(AdminError) -> Value {
        guard let value = Value(rawValue: text) else {
            let names = Value.allCases.map(\.rawValue).joined(separator: ", ")
            throw AdminError(.invalidRequest, "the \(name) must be one of \(names), is \"\(text)\"")
        }
        return value
    }
}
