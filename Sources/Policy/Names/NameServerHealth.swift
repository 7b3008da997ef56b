/// The name servers, in the order in which they are asked: the file's order, those that have gone silent last.
struct NameServerHealth: Sendable {
    private struct Health: Sendable {
        var questions = 0
        /// Anything that it said counts: that it does not find out about one name says nothing about itself.
        var answeredAt: UInt64 = 0
        var silentUntil: UInt64 = 0
    }

    private let questionsPerServerMax: Int
    private var order: [NameServer]
    private var health: [NameServer: Health] = [:]

    init(servers: [NameServer], questionsPerServerMax: Int) {
        precondition(!servers.isEmpty, "nobody can be asked")
        order = servers
        self.questionsPerServerMax = questionsPerServerMax
    }

    var count: Int { order.count }

    /// One of them may be asked something more.
    var haveRoom: Bool { order.contains(where: hasRoom) }

    func next(excluding asked: Set<NameServer>, isBounded: Bool, at now: UInt64) -> NameServer? {
        let candidates = order.filter { !asked.contains($0) && (!isBounded || hasRoom($0)) }
        return candidates.first { (health[$0]?.silentUntil ?? 0) <= now } ?? candidates.first
    }

    mutating func asked(_ server: NameServer) { health[server, default: Health()].questions += 1 }

    mutating func ended(_ question: NameLookups.Question, isSilence: Bool, at now: UInt64) {
        var health = health[question.server] ?? Health(questions: 1)
        health.questions -= 1
        if !isSilence {
            health.answeredAt = now
            health.silentUntil = 0
        } else if health.answeredAt < question.askedAt {
            health.silentUntil = now + NameLimits.silentServerPause.wholeNanoseconds
        }
        let isGone = health.questions == 0 && !order.contains(question.server)
        self.health[question.server] = isGone ? nil : health
    }

    mutating func replace(by servers: [NameServer]) {
        precondition(!servers.isEmpty, "nobody can be asked")
        order = servers
        health = health.filter { $0.value.questions > 0 || servers.contains($0.key) }
    }

    private func hasRoom(_ server: NameServer) -> Bool { (health[server]?.questions ?? 0) < questionsPerServerMax }
}
