import Threading
import AuditLog
import HTTPWire
import Logging
import NIOCore
import Policy
import Store
import Transport

/// Calls with an effect: at most one upstream effect per tenant and key, whatever breaks.
struct Effects: Sendable {
    let settings: GatewaySettings
    let directory: TenantDirectory
    let audit: any AuditTrail
    let journal: EffectJournal
    let currencies: LearntCurrencies
    let scheduler: any Scheduler
    let logger: Logger

    /// How often a store without room is asked again.
    private static let recordPause: Duration = .seconds(1)

    func answer(
        _ kind: EffectKind, _ request: ServerRequest, _ call: TenantCall, _ upstream: Upstream,
        _ exchange: inout Exchange
    ) async throws(GatewayError) -> Answer {
        let (principal, tenant) = (call.principal, call.tenant)
        try refuseQuery(request.head)
        let key = try idempotencyKey(request.head)
        guard key != nil || kind.object != .withdrawal || !tenant.requiresWithdrawalKey else {
            throw .missingRequiredFields(["Idempotency-Key"])
        }
        let effect = try EffectRequest(
            kind: kind, body: try await request.body(bytesMax: settings.bodyBytesMax),
            members: settings.forwardedMembers(of: call),
            callbacks: settings.callbacks)
        guard audit.isHealthy else {
            throw .serviceUnavailable(origin: .gateway, reason: "the audit log cannot be written")
        }
        let intent = makeIntent(effect, key: key, tenant: tenant, now: exchange.startedAt)
        let opening = try self.opening(of: effect, principal)

        switch try await claim(intent, opening, upstream) {
        case .proceed: exchange.intentID = intent.id
        case .conflict(let error): throw error
        case .replay(let response):
            var answer = Answer(response, result: "replayed")
            answer.fields.append("Idempotent-Replayed", "true")
            if response.isResolved { answer.fields.append("Idempotent-Resolved", "true") }
            return answer
        }

        let outcome = hidingPool(of: tenant, await perform(effect, intent, on: upstream))
        if case .succeeded(let upstreamID, _, _) = outcome { exchange.upstreamID = upstreamID }
        try await record(outcome, of: intent)
        return answer(outcome)
    }

    /// What the claim writes besides the intent, and what the tenant hears should a control need to read a withdrawal that
    /// cannot be read.
    private struct Opening {
        var ledger: LedgerOpening?
        var unreadable: GatewayError?
    }

    /// A tenant with an account of its own has no books, and its withdrawals go on in whatever form the upstream takes
    /// as long as no control is in force.
    private func opening(of effect: EffectRequest, _ principal: Principal) throws(GatewayError) -> Opening {
        let isPooled = principal.tenant.binding == .pooled
        switch effect.kind.object {
        case .payment:
            guard isPooled else { return Opening() }
            let feeBasisPoints = upstreamFeeBasisPoints(of: principal.tenant)
            return Opening(ledger: .payment(effect.paymentOpening(upstreamFeeBasisPoints: feeBasisPoints)))
        case .withdrawal:
            do throws(GatewayError) {
                let order = try effect.withdrawalOrder(
                    apiKeyID: principal.apiKeyID, holdsFunds: isPooled, terms: settings.withdrawalTerms)
                return Opening(ledger: .withdrawal(order))
            } catch {
                guard !isPooled else { throw error }
                return Opening(ledger: .unreadableWithdrawal, unreadable: error)
            }
        }
    }

    private func upstreamFeeBasisPoints(of tenant: Tenant) -> Int {
        directory.current.accounts[tenant.accountID]?.upstreamFeeBasisPoints ?? settings.upstreamFeeBasisPoints
    }

    /// Nothing of it would reach the upstream, so whoever says something in it would be misunderstood.
    private func refuseQuery(_ head: RequestHead) throws(GatewayError) {
        guard let query = head.query, !query.isEmpty else { return }
        throw .invalidField(MemberName.shown(query.prefix { $0 != "=" && $0 != "&" }), "Only the body counts here.")
    }

    private func idempotencyKey(_ head: RequestHead) throws(GatewayError) -> IdempotencyKey? {
        guard let field = head.fields.value(of: "idempotency-key") else { return nil }
        guard let key = IdempotencyKey(fieldValue: field) else {
            throw .invalidRequest(
                "Idempotency-Key must be 1 to \(IdempotencyKey.lengthMax) visible ASCII characters, bare or quoted.",
                details: [("Idempotency-Key", "Malformed.")])
        }
        return key
    }

    private func makeIntent(
        _ effect: EffectRequest, key: IdempotencyKey?, tenant: Tenant, now: Timestamp
    ) -> Intent {
        Intent(
            id: .make(at: now), tenantID: tenant.id, accountID: tenant.accountID, kind: effect.kind.object,
            idempotencyKey: key?.description, fingerprint: effect.fingerprint, callbackToken: CallbackToken.make(),
            tenantCallbackURL: effect.callbackURL, tenantOrderID: effect.orderID, tenantCustomID: effect.customID,
            claimedCustomID: effect.claimedCustomID, createdAt: now)
    }

    /// Nothing has left yet: whatever goes wrong here is safe to retry, but for a commit of unknown outcome.
    private func claim(
        _ intent: Intent, _ opening: Opening, _ upstream: Upstream
    ) async throws(GatewayError) -> EffectJournal.Claim {
        do {
            do {
                return try await journal.claim(intent, opening: opening.ledger)
            } catch let refusal as WithdrawalRefusal where refusal.lacksKnowledge {
                // Outside the writer, which waits for nobody; then once more.
                await currencies.learn(from: upstream, at: scheduler.now())
                return try await journal.claim(intent, opening: opening.ledger)
            }
        } catch let refusal as WithdrawalRefusal {
            throw opening.unreadable ?? GatewayError(refusal)
        } catch StoreError.indeterminate(let reason) {
            throw .outcomeUnknown(status: 503, origin: .gateway, intent: intent.id, reason: reason)
        } catch {
            throw .serviceUnavailable(origin: .gateway, reason: "\(error)")
        }
    }

    private func perform(_ effect: EffectRequest, _ intent: Intent, on upstream: Upstream) async -> EffectOutcome {
        let callbackURL =
            "\(settings.publicURL)/hooks/cryptofuse/\(intent.accountID)/\(intent.callbackToken)"
        let body = effect.upstreamBody(callbackURL: callbackURL, reference: intent.id)
        do throws(UpstreamFailure) {
            let answer = try await upstream.call(.post, effect.kind.path, body: body)
            return EffectOutcome(answer: answer, intent: intent)
        } catch {
            return EffectOutcome(failure: error, intent: intent)
        }
    }

    /// The tenant's own balance sufficed, so the upstream's refusal is about the pool: the operator's to mend, and nothing
    /// that a tenant may learn. It is as good as never sent.
    private func hidingPool(of tenant: Tenant, _ outcome: EffectOutcome) -> EffectOutcome {
        guard tenant.binding == .pooled, case .turnedAway(let response) = outcome,
            Self.isInsufficientBalance(response.body)
        else { return outcome }
        logger.critical(
            "the upstream holds less than the books say", metadata: ["account": "\(tenant.accountID)"])
        return .abandoned(
            .serviceUnavailable(
                origin: .gateway, reason: "the upstream refused for insufficient balance", retryAfterSeconds: 60))
    }

    static func isInsufficientBalance(_ body: some Sequence<UInt8>) -> Bool {
        (try? JSONValue.parse(body))?["error"]?["code"]?.stringValue == ErrorCode.insufficientBalance.rawValue
    }

    /// The effect happened or not; when that cannot be written down, the tenant is told that it is not known.
    private func record(_ outcome: EffectOutcome, of intent: Intent) async throws(GatewayError) {
        do {
            try await journal.record(outcome, of: intent, at: scheduler.now())
        } catch let conflict as OwnershipConflict {
            logger.critical(
                "the upstream gave one object to two intents",
                metadata: ["intent": "\(conflict.intent)", "upstream_id": "\(conflict.upstreamID)"])
            try? await journal.lose(intent, at: scheduler.now())
            throw .outcomeUnknown(status: 502, origin: .upstream, intent: intent.id, reason: "ownership conflict")
        } catch {
            if let error = error as? StoreError, error.mayPass { recordLater(outcome, of: intent) }
            throw .outcomeUnknown(
                status: 503, origin: .gateway, intent: intent.id, reason: "the outcome could not be stored: \(error)")
        }
    }

    /// Tries until the store takes it; the key is in flight meanwhile. No more of these wait than were in flight, because
    /// a store that takes no outcome takes no claim. When the process ends first, the next one finds it unknown.
    private func recordLater(_ outcome: EffectOutcome, of intent: Intent) {
        scheduler.start {
            try? await scheduler.sleep(for: Self.recordPause)
            try? await record(outcome, of: intent)
        }
    }

    private func answer(_ outcome: EffectOutcome) -> Answer {
        switch outcome {
        case .succeeded(_, let response, _): return Answer(response, result: "succeeded")
        case .refused(let response), .turnedAway(let response): return Answer(response, result: "refused")
        case .abandoned(let error): return Answer(error)
        case .unknown(let error, let relayed):
            guard let relayed else { return Answer(error) }
            var answer = Answer(relayed, result: error.code.rawValue)
            answer.error = error
            return answer
        }
    }
}
