/// Who may ask next: places for questions, given to clients in turn, each within its bounds.
struct NamePlaces: Sendable {
    private struct Client: Sendable {
        var questions = 0
        /// Look-ups without an answer yet, under way or not.
        var waiting = 0
        var queue = RingQueue<String>()
        var hasTurn = false
        /// Its last question was met with silence.
        var isUnanswered = false
    }

    private let limits: NameLimits
    private var clients: [NameClient: Client] = [:]
    private var turns = RingQueue<NameClient>()
    /// Clients met with silence that wait until others of their kind hold fewer places.
    private var parked = RingQueue<NameClient>()
    /// Of tenants.
    private var questions = 0
    private var unansweredQuestions = 0

    init(limits: NameLimits) { self.limits = limits }

    /// `false`: the client waits for too much already.
    mutating func admitWaiter(of client: NameClient) -> Bool {
        guard clients[client]?.waiting ?? 0 < limits.waitingPerTenantMax else { return false }
        clients[client, default: Client()].waiting += 1
        return true
    }

    mutating func dismissWaiter(of client: NameClient) {
        clients[client]?.waiting -= 1
        forgetIfIdle(client)
    }

    /// The name waits for a place on the client's account.
    mutating func enqueue(_ name: String, of client: NameClient) {
        clients[client, default: Client()].queue.append(name)
        giveTurn(to: client)
    }

    /// The next name to ask for, and on whose account. It may have been answered or given up meanwhile: look, and call
    /// `take` if not.
    mutating func nextTurn(serverCount: Int, serversHaveRoom: Bool) -> (client: NameClient, name: String)? {
        if let name = popName(of: .gateway) { return (.gateway, name) }
        while serversHaveRoom, questions < limits.questionsMax, let client = turns.popFirst() {
            if clients[client]?.isUnanswered == true,
                unansweredQuestions >= limits.unansweredMax(serverCount: serverCount)
            {
                parked.append(client)
                continue
            }
            clients[client]?.hasTurn = false
            guard let name = popName(of: client) else {
                forgetIfIdle(client)
                continue
            }
            giveTurn(to: client)
            return (client, name)
        }
        return nil
    }

    mutating func take(_ client: NameClient) {
        clients[client, default: Client()].questions += 1
        guard client != .gateway else { return }
        questions += 1
        if clients[client]?.isUnanswered == true { unansweredQuestions += 1 }
    }

    mutating func release(_ client: NameClient, isSilence: Bool) {
        guard var state = clients[client] else { return }
        if client != .gateway {
            questions -= 1
            if state.isUnanswered { unansweredQuestions -= state.questions }
            if isSilence { unansweredQuestions += state.questions - 1 }
        }
        state.questions -= 1
        state.isUnanswered = isSilence
        clients[client] = state
        giveTurn(to: client)
        unpark()
        forgetIfIdle(client)
    }

    private mutating func popName(of client: NameClient) -> String? {
        guard let state = clients[client], state.questions < questionsMax(of: client) else { return nil }
        return clients[client]?.queue.popFirst()
    }

    private func questionsMax(of client: NameClient) -> Int {
        client == .gateway ? NameLimits.gatewayQuestionsMax : limits.questionsPerTenantMax
    }

    /// The gateway needs no turn: it goes first.
    private mutating func giveTurn(to client: NameClient) {
        guard client != .gateway, let state = clients[client], !state.hasTurn, !state.queue.isEmpty,
            state.questions < limits.questionsPerTenantMax
        else { return }
        clients[client]?.hasTurn = true
        turns.append(client)
    }

    private mutating func unpark() {
        while let client = parked.popFirst() {
            turns.append(client)
        }
    }

    private mutating func forgetIfIdle(_ client: NameClient) {
        guard let state = clients[client], state.questions == 0, state.waiting == 0, !state.hasTurn else { return }
        clients[client] = nil
    }
}
