import NIOCore

/// Who calls, once the token was found good.
struct Caller: Sendable {
    let account: Int
    let clientID: String
}

/// How the shell goes on with a request.
enum Reaction: Sendable {
    /// Ask again with this plan after the delay.
    case wait(TimeAmount, FaultPlan)
    case answer(Answer, Delivery)
    case cut(Fault.Cut)
    case hang
}

/// How an answer's bytes leave.
struct Delivery: Sendable {
    var delay: TimeAmount = .zero
    var distortion: FaultPlan.After?
}

extension World {
    /// A request's head was read. Non-nil: the connection ends in that phase.
    mutating func begin(_ request: Request) -> (phase: Fault.Phase, cut: Fault.Cut)? {
        guard !faults.isEmpty, !request.isControl else { return nil }
        return faults.takeAtHead(
            method: request.method, path: request.path, clientID: clientID(of: request, withBody: false))
    }

    /// The whole request was read.
    mutating func receive(_ request: Request, now: WallTime) -> Reaction {
        if request.isControl { return .answer(control(request, now: now), Delivery()) }
        var plan = FaultPlan()
        if !faults.isEmpty {
            plan = faults.takeAtRequest(
                method: request.method, path: request.path, clientID: clientID(of: request, withBody: true))
        }
        guard plan.delayBeforeMilliseconds > 0 else { return react(to: request, plan: plan, now: now) }
        return .wait(.milliseconds(Int64(plan.delayBeforeMilliseconds)), plan)
    }

    /// Acts, unless a fault stands before the effect.
    mutating func react(to request: Request, plan: FaultPlan, now: WallTime) -> Reaction {
        let match = Route.match(method: request.method, path: request.path)
        let name = Self.counterName(match)
        counters.requests[name, default: 0] += 1
        let answer: Answer
        switch plan.before {
        case .cut(let cut): return .cut(cut)
        case .hang: return .hang
        case .answer(let canned): answer = canned
        case .unauthorized: answer = APIError.authenticationFailed.answer
        case nil: answer = respond(to: request, match, now: now)
        }
        counters.answers[.init(route: name, status: answer.status), default: 0] += 1
        switch plan.after {
        case .cut(let cut): return .cut(cut)
        case .hang: return .hang
        case .answer(let canned): return .answer(canned, delivery(plan, distortion: nil))
        default: return .answer(answer, delivery(plan, distortion: plan.after))
        }
    }

    private func delivery(_ plan: FaultPlan, distortion: FaultPlan.After?) -> Delivery {
        Delivery(delay: .milliseconds(Int64(plan.delayAfterMilliseconds)), distortion: distortion)
    }

    private static func counterName(_ match: Route.Match) -> String {
        switch match {
        case .route(let route, _): route.rawValue
        case .wrongMethod: "wrong method"
        case .missingSlash: "missing slash"
        case .unknown: "unknown path"
        }
    }

    private func clientID(of request: Request, withBody: Bool) -> String? {
        if let token = request.bearerToken { return tokens[token]?.clientID }
        if let basic = request.basicCredentials { return basic.user }
        return withBody && request.path == "/o/token/" ? FormFields(String(buffer: request.body))["client_id"] : nil
    }

    private mutating func respond(to request: Request, _ match: Route.Match, now: WallTime) -> Answer {
        switch match {
        case .unknown: return APIError.notFound.answer
        case .missingSlash:
            var answer = Answer(status: 301, text: "", contentType: "text/html; charset=utf-8")
            answer.fields = [("Location", request.path + "/" + (request.query.isEmpty ? "" : "?" + request.query))]
            return answer
        case .wrongMethod(let allowed):
            var answer = Answer(status: 405, ["detail": .string("Method \"\(request.method)\" not allowed.")])
            answer.fields = [("Allow", allowed.joined(separator: ", "))]
            return answer
        case .route(let route, let objectID):
            do {
                return try respond(to: request, route, objectID: objectID, now: now)
            } catch {
                return error.answer
            }
        }
    }

    private mutating func respond(
        to request: Request, _ route: Route, objectID: String?, now: WallTime
    ) throws(APIError) -> Answer {
        switch route {
        case .token: return issueToken(request, now: now)
        case .status: return Answer(["status": "operational", "timestamp": .string(now.iso8601)])
        default: break
        }
        let caller = try authenticate(request, scope: route.scope, now: now)
        switch route {
        case .currencies: return currenciesAnswer(request)
        case .rates: return try ratesAnswer(request, now: now)
        case .minAmount: return try minAmountAnswer(request)
        case .createPayment: return try createPaymentAnswer(request, caller, now: now)
        case .listPayments: return try listPaymentsAnswer(request, caller)
        case .paymentStatus: return try paymentStatusAnswer(request, caller)
        case .balances: return balancesAnswer(caller)
        case .validateAddress: return try validateAddressAnswer(request)
        case .estimate: return try estimateAnswer(request)
        case .createWithdrawal: return try createWithdrawalAnswer(request, caller, now: now)
        case .listWithdrawals: return try listWithdrawalsAnswer(request, caller)
        case .withdrawalStatus: return try withdrawalStatusAnswer(request, caller)
        case .withdrawal: return try withdrawalAnswer(objectID ?? "", caller)
        case .privateArea, .token, .status: return privateAnswer(request, caller)
        }
    }

    private mutating func authenticate(
        _ request: Request, scope: String?, now: WallTime
    ) throws(APIError) -> Caller {
        guard let text = request.bearerToken, let token = tokens[text] else { throw .authenticationFailed }
        guard now < token.expiresAt else {
            tokens[text] = nil
            throw .authenticationFailed
        }
        if let scope, !token.scopes.contains(scope) { throw .insufficientPermissions }
        try countAgainstQuota(token, now: now)
        return Caller(account: token.account, clientID: token.clientID)
    }

    private mutating func countAgainstQuota(_ token: IssuedToken, now: WallTime) throws(APIError) {
        guard let place = applicationIndex[token.clientID] else { return }
        let application = accounts[place.account].applications[place.application]
        guard let quota = application.quota else { return }
        let length = Int64(application.quotaWindowSeconds) * 1000
        var window = quotas[token.clientID] ?? QuotaWindow(startedAt: now, used: 0)
        if now.milliseconds - window.startedAt.milliseconds >= length { window = QuotaWindow(startedAt: now, used: 0) }
        defer { quotas[token.clientID] = window }
        guard window.used < quota else {
            let rest = window.startedAt.milliseconds + length - now.milliseconds
            throw .rateLimited(retryAfterSeconds: max(1, Int((rest + 999) / 1000)))
        }
        window.used += 1
    }
}
