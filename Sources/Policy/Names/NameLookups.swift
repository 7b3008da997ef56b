/// Every look-up of a name that is under way: a value; requests, replies and `now` in, what to do out.
///
/// One question at a time is under way for a name, however many wait for it. Tenants take turns, each within its own
/// bound, and those whose last question was met with silence hold half of the places at most: names whose servers are
/// dead cost their own tenant time, and nobody else. What comes of it is kept (`NameCache`).
///
/// Times are monotonic nanoseconds.
package struct NameLookups: Sendable {
    package struct WaiterID: Hashable, Sendable {
        let number: UInt64
    }

    package struct QuestionID: Hashable, Sendable {
        let number: UInt64
    }

    package enum Action: Hashable, Sendable {
        case ask(QuestionID, name: String, NameServer)
        /// Stop waiting for it, and hand in what is known of its answer by now (`replied`).
        case end(QuestionID)
        case deliver(WaiterID, NameAnswer)
    }

    private struct Waiter: Sendable {
        let name: String
        let client: NameClient
    }

    struct Flight: Sendable {
        var waiters: [WaiterID] = []
        /// What is being asked, and on whose account; `nil` while the name waits for a place.
        var question: Question?
        /// Since the first question.
        var endsAt: UInt64?
        var asked: Set<NameServer> = []
    }

    struct Question: Hashable, Sendable {
        let id: QuestionID
        let payer: NameClient
        let server: NameServer
        let askedAt: UInt64
    }

    private enum Timer: Hashable, Sendable {
        case waiter(WaiterID)
        case question(QuestionID)
    }

    package let limits: NameLimits
    var flights: [String: Flight] = [:]
    private var waiters: [WaiterID: Waiter] = [:]
    private var questions: [QuestionID: String] = [:]
    private var timers = TimerQueue<Timer, UInt64>()
    private var nextNumber: UInt64 = 0
    private var cache: NameCache
    var servers: NameServerHealth
    var places: NamePlaces

    package init(limits: NameLimits, servers: [NameServer]) {
        self.limits = limits
        cache = NameCache(namesMax: limits.cacheNamesMax, namesPerTenantMax: limits.cacheNamesPerTenantMax)
        self.servers = NameServerHealth(servers: servers, questionsPerServerMax: limits.questionsPerServerMax)
        places = NamePlaces(limits: limits)
    }

    /// When `tick` has something to do, if nothing else happens before.
    package var nextDeadline: UInt64? { timers.first?.time }
    /// Look-ups that nobody has an answer for yet.
    package var waiterCount: Int { waiters.count }
    package var questionCount: Int { questions.count }
    package var cachedNameCount: Int { cache.count }
}

extension NameLookups {
    /// Somebody wants to know a name's addresses by `deadline`. The answer comes as a `deliver`, at once where it is kept.
    package mutating func resolve(
        _ name: String, for client: NameClient, by deadline: UInt64, at now: UInt64
    ) -> (WaiterID, [Action]) {
        let id = WaiterID(number: takeNumber())
        if let answer = cache.answer(for: name, at: now) { return (id, [.deliver(id, answer)]) }
        guard places.admitWaiter(of: client) else { return (id, [.deliver(id, .failure(.tooManyWait))]) }
        waiters[id] = Waiter(name: name, client: client)
        timers.insert(.waiter(id), at: deadline)
        flights[name, default: Flight()].waiters.append(id)
        if flights[name]?.question == nil { places.enqueue(name, of: client) }
        return (id, startWhatHasRoom(at: now))
    }

    /// Nobody waits for it any more.
    package mutating func abandon(_ id: WaiterID, at now: UInt64) -> [Action] {
        removeWaiter(id) + startWhatHasRoom(at: now)
    }

    /// How a question ended. One that is not under way is nobody's business any more.
    package mutating func replied(_ reply: NameReply, to id: QuestionID, at now: UInt64) -> [Action] {
        guard let name = questions.removeValue(forKey: id), var flight = flights[name], let question = flight.question
        else { return [] }
        flight.question = nil
        servers.ended(question, isSilence: reply == .silence, at: now)
        places.release(question.payer, isSilence: reply == .silence)
        flights[name] = flight
        var actions: [Action] = []
        if let next = nextServer(after: reply, to: question, for: name, at: now) {
            actions = ask(name, next, payer: question.payer, at: now)
        } else {
            actions = finish(name, reply, payer: question.payer, at: now)
        }
        return actions + startWhatHasRoom(at: now)
    }

    /// Time has passed.
    package mutating func tick(at now: UInt64) -> [Action] {
        var actions: [Action] = []
        while let timer = timers.first, timer.time <= now {
            timers.removeFirst()
            switch timer.element {
            case .question(let id): if questions[id] != nil { actions.append(.end(id)) }
            case .waiter(let id):
                guard waiters[id] != nil else { continue }
                actions.append(.deliver(id, .failure(.noAnswerInTime)))
                actions += removeWaiter(id)
            }
        }
        return actions + startWhatHasRoom(at: now)
    }

    /// Other name servers, or other files, answer from now on: what was kept is forgotten.
    package mutating func reconfigure(servers new: [NameServer], at now: UInt64) -> [Action] {
        servers.replace(by: new)
        cache.removeAll()
        return startWhatHasRoom(at: now)
    }
}

extension NameLookups {
    private mutating func takeNumber() -> UInt64 {
        nextNumber += 1
        return nextNumber
    }

    private mutating func startWhatHasRoom(at now: UInt64) -> [Action] {
        var actions: [Action] = []
        while let turn = places.nextTurn(serverCount: servers.count, serversHaveRoom: servers.haveRoom) {
            guard let flight = flights[turn.name], flight.question == nil, isAwaited(flight, by: turn.client),
                let server = servers.next(excluding: [], isBounded: turn.client != .gateway, at: now)
            else { continue }
            flights[turn.name]?.endsAt = now + limits.timeout.wholeNanoseconds
            actions += ask(turn.name, server, payer: turn.client, at: now)
        }
        return actions
    }

    private func isAwaited(_ flight: Flight, by client: NameClient) -> Bool {
        flight.waiters.contains { waiters[$0]?.client == client }
    }

    private mutating func ask(
        _ name: String, _ server: NameServer, payer: NameClient, at now: UInt64
    ) -> [Action] {
        guard var flight = flights[name], let endsAt = flight.endsAt else { return [] }
        let question = Question(id: QuestionID(number: takeNumber()), payer: payer, server: server, askedAt: now)
        flight.question = question
        flight.asked.insert(server)
        flights[name] = flight
        questions[question.id] = name
        servers.asked(server)
        places.take(payer)
        timers.insert(.question(question.id), at: min(now + limits.serverTimeout.wholeNanoseconds, endsAt))
        return [.ask(question.id, name: name, server)]
    }

    /// Whom to ask after a reply that is none, if there is time and somebody waits.
    ///
    /// A server that failed is not asked again for the same look-up; one that was silent is, once all others were, as
    /// datagrams get lost.
    private mutating func nextServer(
        after reply: NameReply, to last: Question, for name: String, at now: UInt64
    ) -> NameServer? {
        guard let flight = flights[name], !flight.waiters.isEmpty, let endsAt = flight.endsAt, now < endsAt else {
            return nil
        }
        switch reply {
        case .addresses, .noSuchName, .noAddress: return nil
        case .failed, .silence:
            let isBounded = last.payer != .gateway
            if let next = servers.next(excluding: flight.asked, isBounded: isBounded, at: now) { return next }
            guard reply == .silence else { return nil }
            flights[name]?.asked = []
            // The place at the last one has just become free, unless it is no server any more.
            return servers.next(excluding: [], isBounded: isBounded, at: now)
        }
    }

    private mutating func finish(
        _ name: String, _ reply: NameReply, payer: NameClient, at now: UInt64
    ) -> [Action] {
        guard let flight = flights.removeValue(forKey: name) else { return [] }
        let answer: NameAnswer =
            switch reply {
            case .addresses(let addresses, _): .addresses(Array(addresses.prefix(NameLimits.addressesMax)))
            case .noSuchName: .failure(.noSuchName)
            case .noAddress: .failure(.noAddress)
            case .failed(let fault): .failure(.serverFailed(fault))
            case .silence: .failure(.noAnswerInTime)
            }
        // A question that was ended because nobody waited any more says nothing of the name.
        if reply != .silence || !flight.waiters.isEmpty {
            cache.keep(
                answer, for: name, of: payer, until: now + limits.lifetime(of: reply).wholeNanoseconds, at: now)
        }
        return flight.waiters.map { id in
            if let waiter = waiters.removeValue(forKey: id) { places.dismissWaiter(of: waiter.client) }
            return .deliver(id, answer)
        }
    }

    /// A look-up that nobody waits for any more is given up.
    private mutating func removeWaiter(_ id: WaiterID) -> [Action] {
        guard let waiter = waiters.removeValue(forKey: id) else { return [] }
        places.dismissWaiter(of: waiter.client)
        flights[waiter.name]?.waiters.removeAll { $0 == id }
        guard let flight = flights[waiter.name], flight.waiters.isEmpty else { return [] }
        guard let question = flight.question else {
            flights[waiter.name] = nil
            return []
        }
        return [.end(question.id)]
    }
}
