import HTTPWire
import Policy
import Store

/// A tenant's programs: they pay, withdraw, ask, and try again what failed, as a careful client does.
final class SimulatedTenant: @unchecked Sendable {  // touched by the scheduler's thread only
    enum Kind: String, Sendable {
        case payment, withdrawal

        var path: String { self == .payment ? "/payments/" : "/withdrawal/" }
        var idName: String { self == .payment ? "transaction_id" : "withdrawal_id" }
    }

    /// Something that the tenant wants once, however often it asks.
    struct Wish: Sendable {
        let kind: Kind
        /// The `order_id` or `custom_id`: names the wish upstream and in the store.
        let marker: String
        let key: String?
        let body: String
        var replies: [SimulatedRequest.Reply?] = []

        /// Nothing more is to be learnt by asking again.
        var isOver: Bool { replies.contains { $0.map { (200..<300).contains($0.status) || $0.isRefusal } ?? false } }
        var successes: [SimulatedRequest.Reply] {
            replies.compactMap(\.self).filter { (200..<300).contains($0.status) }
        }
    }

    private static let triesMax = 6

    let id: TenantID
    let number: Int
    let binding: Binding
    private let key: String
    private unowned let simulation: Simulation
    private var choices: Choices
    private(set) var wishes: [Wish] = []
    /// Whole bodies of lists and balances: nothing of another tenant may be in them.
    private(set) var readings: [String] = []
    /// What was asked about one object.
    struct Look: Sendable {
        let upstreamID: String
        let isOwn: Bool
        let reply: SimulatedRequest.Reply
    }

    private(set) var looks: [Look] = []
    /// Answers to old keys with other bodies.
    private(set) var reused: [SimulatedRequest.Reply] = []

    init(id: TenantID, number: Int, key: String, binding: Binding, in simulation: Simulation, seed: UInt64) {
        self.id = id
        self.number = number
        self.key = key
        self.binding = binding
        self.simulation = simulation
        choices = Choices(seed: seed)
    }

    func act(_ scenario: Scenario) async {
        guard !scenario.silentTenants.contains(number) else { return }
        for _ in 0..<scenario.operationsPerTenant {
            switch choices.pick(binding == .pooled ? Act.usual : Act.withdrawing) {
            case .pay: await grant(makeWish(.payment))
            case .withdraw: await grant(makeWish(.withdrawal))
            case .askTwiceAtOnce:
                let wish = makeWish(choices.pick([.payment, .withdrawal]), keyed: true)
                async let other: Void = grant(wish)
                await grant(wish)
                await other
            case .reuseKey: await reuseKey()
            case .look: await look()
            case .read: await read()
            }
            await simulation.pause(choices.milliseconds(scenario.pauseMilliseconds))
        }
    }

    var account: UpstreamAccount { binding == .pooled ? .shared : .own }

    /// About an hour later, when what was withdrawn at first leaves the window of the limits, but not yet all of it.
    func comeBack() async {
        await simulation.pause(choices.milliseconds(3_300_000...3_600_000))
        for _ in 0..<6 {
            await grant(makeWish(.withdrawal, keyed: true))
            await simulation.pause(choices.milliseconds(0...60_000))
        }
    }

    /// Everything once more, now that all is calm: what succeeded must be replayed, what is known must be told.
    func askAgain() async {
        for index in wishes.indices where wishes[index].key != nil { await ask(index) }
        await read()
    }

    private enum Act {
        case pay, withdraw, askTwiceAtOnce, reuseKey, look, read

        static let usual: [Act] = [.pay, .pay, .pay, .withdraw, .withdraw, .askTwiceAtOnce, .reuseKey, .look, .read]
        static let withdrawing: [Act] = [
            .pay, .withdraw, .withdraw, .withdraw, .withdraw, .askTwiceAtOnce, .look, .read,
        ]
    }

    private func makeWish(_ kind: Kind, keyed: Bool = false) -> Int {
        let marker = "t\(number)-\(wishes.count)"
        // Every tenant uses the same keys.
        let body: String
        switch kind {
        case .payment:
            let amount = choices.pick(["123.45", "123.45", "345.67", "456.78", "567.89", "678.90", "100", "1"])
            body = #"{"amount":\#(amount),"currency":"USDTTRC20","price_currency":"USD","order_id":"\#(marker)"}"#
        case .withdrawal:
            let amount = choices.pick(["10", "60", "120"])
            // Two complete, one is never heard of again, two come to nothing, one is refused, two are final at birth.
            let address = choices.pick([
                "Tabcdef", "Tabcdef", "THOLDabc", "TFAILabc", "TREJECTabc", "Xnotone", "TBORNFAILED", "TBORNCOMPLETED",
            ])
            body =
                #"{"amount":"\#(amount)","currency":"USDTTRC20","address":"\#(address)","custom_id":"\#(marker)"}"#
        }
        let isKeyed = keyed || choices.chance(80)
        wishes.append(Wish(kind: kind, marker: marker, key: isKeyed ? "key-\(wishes.count)" : nil, body: body))
        return wishes.count - 1
    }

    /// Asks until the answer is final; without a key once, because nobody could ask again safely.
    private func grant(_ index: Int) async {
        for _ in 0..<Self.triesMax {
            await ask(index)
            guard wishes[index].key != nil, !wishes[index].isOver else { return }
            await simulation.pause(choices.milliseconds(10...20_000))
        }
    }

    private func ask(_ index: Int) async {
        let wish = wishes[index]
        let reply = await send(wish, body: wish.body)
        wishes[index].replies.append(reply)
        simulation.note("\(wish.marker) \(reply?.status ?? 0) \(reply?.isReplayed ?? false)")
    }

    private func send(_ wish: Wish, body: String) async -> SimulatedRequest.Reply? {
        let keyField = wish.key.map { [("Idempotency-Key", $0)] } ?? []
        return await simulation.call(
            SimulatedRequest(
                method: "POST", target: wish.kind.path,
                fields: authorization + keyField + [("Content-Type", "application/json")], body: body))
    }

    /// A program's mistake: an old key with another body. It must be refused, and change nothing.
    private func reuseKey() async {
        guard let wish = wishes.last, wish.key != nil, !wish.successes.isEmpty else { return }
        let other = wish.body.replacing("USDTTRC20", with: "usdttrc20")
        let reply = await send(wish, body: other)
        simulation.note("\(wish.marker) reused \(reply?.status ?? 0)")
        if let reply { reused.append(reply) }
    }

    /// Asks about an object of its own, and about one of somebody else that it has heard of.
    private func look() async {
        let known = simulation.tenants.flatMap { tenant in
            tenant.wishes.filter { !$0.successes.isEmpty }.map { (wish: $0, isOwn: tenant.id == id) }
        }
        for isOwn in [true, false] {
            // Drawn whether there is something to choose from or not: what others do must not change what this one does.
            let draw = choices.seed()
            let choice = known.filter { $0.isOwn == isOwn }
            guard !choice.isEmpty else { continue }
            let wish = choice[Int(draw % UInt64(choice.count))].wish
            guard let upstreamID = wish.successes.first?.json?[wish.kind.idName]?.stringValue else { continue }
            let reply = await simulation.call(question(about: upstreamID, wish.kind))
            simulation.note("t\(number) looks at \(wish.marker) \(reply?.status ?? 0)")
            if let reply { looks.append(Look(upstreamID: upstreamID, isOwn: isOwn, reply: reply)) }
        }
    }

    private func question(about upstreamID: String, _ kind: Kind) -> SimulatedRequest {
        switch kind {
        case .withdrawal: SimulatedRequest(target: "/withdrawal/\(upstreamID)/", fields: authorization)
        case .payment:
            SimulatedRequest(
                method: "POST", target: "/payments/status/",
                fields: authorization + [("Content-Type", "application/json")],
                body: #"{"transaction_id":"\#(upstreamID)"}"#)
        }
    }

    private func read() async {
        for target in ["/payments/", "/withdrawal/", "/user/balances/"] {
            guard let reply = await simulation.call(SimulatedRequest(target: target, fields: authorization)) else {
                continue
            }
            simulation.note("t\(number) \(target) \(reply.status)")
            if reply.status == 200 { readings.append(reply.body) }
        }
    }

    private var authorization: [(String, String)] { [("Authorization", "Bearer \(key)")] }
}

extension SimulatedRequest.Reply {
    var json: JSONValue? { try? JSONValue.parse(body.utf8) }
    var code: String? { json?["error"]?["code"]?.stringValue }

    /// A refusal for good: it is stored, or stands before any effect.
    var isRefusal: Bool { (400..<500).contains(status) && ![401, 408, 409, 425, 429].contains(status) }
    /// By its contract nothing has happened, and asking again is safe.
    var promisesNoEffect: Bool { isRefusal || status == 429 || status == 503 && code == "service_unavailable" }
}
