import NIOCore

/// The control API under `/_control/`: how a test steers the simulator and reads what really happened.
///
/// It is served on the simulator's own port, to loopback peers only (others get 404), needs no token, is never subject
/// to a fault and counts nowhere. Bodies are JSON; amounts are decimal strings. An empty body means `{}`. A mistake is
/// a 400 with code `invalid_control_request` and a message that says what to write instead.
///
/// - `GET /_control/`: this list.
/// - `GET|POST|DELETE /_control/faults`, `DELETE /_control/faults/{id}`: list, add, clear faults.
/// - `POST /_control/tokens/revoke` `{"client_id"?}`: every token issued so far stops working.
/// - `GET /_control/payments`, `GET /_control/payments/{id}`: as the upstream's own status answer, plus `credited`.
/// - `POST /_control/payments/{id}` `{"status"?, "total_paid"?, "rejected"?}`: whatever a blockchain may do.
/// - `POST /_control/payments/expire` `{"id"? | "order_id"?}`: open payments expire now; all of them by default.
/// - `GET /_control/withdrawals`, `GET /_control/withdrawals/{id}`.
/// - `POST /_control/withdrawals/{id}` `{"status", "reason"?}`: refused with 409 once it is final.
/// - `GET|PUT /_control/balances`: `{"account"?, "balances": {"USDTTRC20": "1000"}}` sets the available amounts.
/// - `GET /_control/webhooks` `?object_id=`, `POST /_control/webhooks/{id}/replay`.
/// - `GET /_control/effects` `?kind=&id=&order_id=&custom_id=&callback_url=&client_id=&after=`,
///   `DELETE /_control/effects`.
/// - `GET|DELETE /_control/counters`.
/// - `GET|PATCH /_control/settings`: time scale, token lifetime, webhook and list dialect.
/// - `POST /_control/reset`: as freshly started.
///
/// CONTROL.md in this directory has an example of each.
extension World {
    mutating func control(_ request: Request, now: WallTime) -> Answer {
        guard request.isFromLoopback else { return APIError.notFound.answer }
        let path = request.path.split(separator: "/").dropFirst().map(String.init)
        do {
            let body = request.body.readableBytes == 0 ? [:] : try request.json()
            return try control(request, path: path, body: body, now: now)
        } catch {
            return error.answer
        }
    }

    private mutating func control(
        _ request: Request, path: [String], body: JSON, now: WallTime
    ) throws(APIError) -> Answer {
        let method = request.method
        switch (method, path.first, path.count) {
        case ("GET", nil, _): return Answer(["endpoints": .array(Self.controlEndpoints.map { .string($0) })])
        case (_, "faults", _): return try controlFaults(method, path, body)
        case ("POST", "tokens", 2) where path[1] == "revoke":
            return Answer(["revoked": .integer(revokeTokens(of: body["client_id"]?.string))])
        case (_, "payments", _): return try controlPayments(method, path, body, now: now)
        case (_, "withdrawals", _): return try controlWithdrawals(method, path, body, now: now)
        case (_, "balances", 1): return try controlBalances(method, body)
        case (_, "webhooks", _): return try controlWebhooks(request, path)
        case ("GET", "effects", 1): return controlEffects(request.parameters)
        case ("DELETE", "effects", 1):
            effects.clear()
            return Answer([:])
        case ("GET", "counters", 1): return Answer(counters.json)
        case ("DELETE", "counters", 1):
            counters = Counters()
            return Answer([:])
        case (_, "settings", 1): return try controlSettings(method, body)
        case ("POST", "reset", 1):
            do { try reset() } catch { throw .control(error.description) }
            return Answer([:])
        default: throw .control("no such control call: \(method) \(request.path); GET /_control/ lists them")
        }
    }

    private static let controlEndpoints = [
        "GET /_control/faults", "POST /_control/faults", "DELETE /_control/faults", "DELETE /_control/faults/{id}",
        "POST /_control/tokens/revoke", "GET /_control/payments", "GET /_control/payments/{id}",
        "POST /_control/payments/{id}", "POST /_control/payments/expire", "GET /_control/withdrawals",
        "GET /_control/withdrawals/{id}", "POST /_control/withdrawals/{id}", "GET /_control/balances",
        "PUT /_control/balances", "GET /_control/webhooks", "POST /_control/webhooks/{id}/replay",
        "GET /_control/effects", "DELETE /_control/effects", "GET /_control/counters", "DELETE /_control/counters",
        "GET /_control/settings", "PATCH /_control/settings", "POST /_control/reset",
    ]

    private mutating func controlFaults(_ method: String, _ path: [String], _ body: JSON) throws(APIError) -> Answer {
        switch (method, path.count) {
        case ("GET", 1): return Answer(["faults": .array(faults.faults.map(\.json))])
        case ("POST", 1):
            let fault = try faults.add { id throws(APIError) in try FaultDecoder.decode(body, id: id) }
            return Answer(status: 201, fault.json)
        case ("DELETE", 1):
            faults.clear()
            return Answer([:])
        case ("DELETE", 2):
            guard let id = Int(path[1]), faults.remove(id) else { throw .notFound }
            return Answer([:])
        default: throw .control("faults: GET, POST and DELETE only")
        }
    }

    private func controlEffects(_ query: FormFields) -> Answer {
        let filters = query.pairs.filter {
            ["kind", "id", "order_id", "custom_id", "callback_url", "client_id", "account", "status"].contains($0.name)
        }
        let after = query["after"].flatMap { Int($0) } ?? 0
        let list = effects.entries.filter { effect in
            (effect["seq"]?.integer ?? 0) > after && filters.allSatisfy { effect[$0.name]?.string == $0.value }
        }
        return Answer([
            "count": .integer(list.count), "effects": .array(list), "log_failure": .text(effects.failure),
        ])
    }

    private mutating func controlSettings(_ method: String, _ body: JSON) throws(APIError) -> Answer {
        guard method == "GET" || method == "PATCH" else { throw .control("settings: GET and PATCH only") }
        guard method == "PATCH" else { return Answer(settings.json) }
        settings = try settings.patched(with: body)
        return Answer(settings.json)
    }

    private func account(_ body: JSON) throws(APIError) -> Int {
        let name = body["account"]?.string ?? "main"
        guard let index = accounts.firstIndex(where: { $0.name == name }) else { throw .control("no account \(name)") }
        return index
    }

    private mutating func controlBalances(_ method: String, _ body: JSON) throws(APIError) -> Answer {
        if method == "PUT" {
            let index = try account(body)
            guard case .object(let balances)? = body["balances"] else { throw .control("\"balances\" is missing") }
            for (code, value) in balances {
                guard let currency = catalogue.find(code), let amount = value.decimal, amount >= .zero else {
                    throw .control("balances: \(code) must be a listed currency with an amount of 0 or more")
                }
                accounts[index].set(currency, available: amount)
            }
        } else if method != "GET" {
            throw .control("balances: GET and PUT only")
        }
        let list = accounts.map { account -> (key: String, value: JSON) in
            let balances = account.balances.sorted { $0.key < $1.key }.map {
                code, balance -> (key: String, value: JSON) in
                let digits = catalogue.find(code)?.printedDigits ?? 8
                return (
                    code,
                    [
                        "available": .string(balance.available.text(digits: digits)),
                        "pending": .string(balance.pending.text(digits: digits)),
                    ]
                )
            }
            return (account.name, .object(balances))
        }
        return Answer(["accounts": .object(list)])
    }
}

extension Fault {
    var json: JSON {
        [
            "id": .integer(id), "applied": .integer(applied), "remaining": remaining.map { .integer($0) } ?? .null,
            "skip": .integer(skip), "fault": source,
        ]
    }
}

extension World.Settings {
    var json: JSON {
        [
            "time_scale": .number("\(timeScale)"), "token_lifetime_seconds": .integer(tokenLifetimeSeconds),
            "webhooks": [
                "flat_special_cases": .bool(dialect.flatSpecialCases), "flat_without_id": .bool(dialect.flatWithoutID),
                "differing_inner_id": .bool(dialect.differingInnerID),
                "partial_status": .string(dialect.partialStatus.rawValue),
                "flat_withdrawals": .bool(dialect.flatWithdrawals),
                "ends_without_totals": .bool(dialect.endsWithoutTotals),
            ],
            "lists": [
                "withdrawals_with_total": .bool(lists.withdrawalsWithTotal),
                "ignores_references": .bool(lists.ignoresReferences),
                "hides_withdrawals": .bool(lists.hidesWithdrawals),
                "omits_rejected": .bool(lists.omitsRejected),
            ],
        ]
    }

    func patched(with body: JSON) throws(APIError) -> World.Settings {
        var copy = self
        if let value = body["time_scale"] {
            guard let scale = value.number, (0...1000).contains(scale) else {
                throw .control("\"time_scale\" must be a number from 0 to 1000")
            }
            copy.timeScale = scale
        }
        if let value = body["token_lifetime_seconds"] {
            guard let seconds = value.integer, (0...31_536_000).contains(seconds) else {
                throw .control("\"token_lifetime_seconds\" must be an integer from 0 to 31536000")
            }
            copy.tokenLifetimeSeconds = seconds
        }
        if let forms = body["lists"] {
            copy.lists.withdrawalsWithTotal = forms["withdrawals_with_total"]?.bool ?? lists.withdrawalsWithTotal
            copy.lists.ignoresReferences = forms["ignores_references"]?.bool ?? lists.ignoresReferences
            copy.lists.hidesWithdrawals = forms["hides_withdrawals"]?.bool ?? lists.hidesWithdrawals
            copy.lists.omitsRejected = forms["omits_rejected"]?.bool ?? lists.omitsRejected
        }
        guard let webhooks = body["webhooks"] else { return copy }
        copy.dialect.flatSpecialCases = webhooks["flat_special_cases"]?.bool ?? dialect.flatSpecialCases
        copy.dialect.flatWithoutID = webhooks["flat_without_id"]?.bool ?? dialect.flatWithoutID
        copy.dialect.differingInnerID = webhooks["differing_inner_id"]?.bool ?? dialect.differingInnerID
        copy.dialect.flatWithdrawals = webhooks["flat_withdrawals"]?.bool ?? dialect.flatWithdrawals
        copy.dialect.endsWithoutTotals = webhooks["ends_without_totals"]?.bool ?? dialect.endsWithoutTotals
        if let text = webhooks["partial_status"]?.string {
            guard let status = WebhookDialect.PartialStatus(rawValue: text) else {
                throw .control("\"partial_status\" must be partially_paid, partially_completed or completed")
            }
            copy.dialect.partialStatus = status
        }
        return copy
    }
}
