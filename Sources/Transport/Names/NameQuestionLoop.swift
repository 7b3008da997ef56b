import Threading
import CCares
import Logging
import Policy

/// What the resolver's thread has to do.
enum NameQuestionOrder: Hashable, Sendable {
    case ask(NameLookups.QuestionID, name: String, NameServer)
    case end(NameLookups.QuestionID)
}

/// The questions under way and their sockets, served by one thread: orders in, replies out. It decides nothing.
final class NameQuestionLoop {
    /// Files are looked at at most so often.
    private static let fileCheckPauseNanoseconds: UInt64 = 1_000_000_000

    private let desk: DNSNameResolver
    private let sockets: NameSockets
    private var system: SystemNameSettings
    private let logger: Logger
    private var questions: [NameLookups.QuestionID: NameQuestion] = [:]
    private var filesCheckedAt: UInt64 = 0

    init(desk: DNSNameResolver, sockets: NameSockets, system: SystemNameSettings, logger: Logger) {
        self.desk = desk
        self.sockets = sockets
        self.system = system
        self.logger = logger
    }

    func run() {
        while let (orders, nextDeadline) = desk.takeOrders() {
            if !orders.isEmpty { readChangedFiles() }
            for order in orders { perform(order) }
            if orders.isEmpty { serveSockets(until: nextDeadline) }
        }
        for question in questions.values { question.close() }
    }

    private func perform(_ order: NameQuestionOrder) {
        switch order {
        case .ask(let id, let name, let server):
            do throws(NameQuestion.Failure) {
                let question = try NameQuestion(id: id, server: server, system: system, sockets: sockets)
                questions[id] = question
                question.ask(for: name)
                settle(question)
            } catch {
                desk.replied(.failed(error.reason), to: id)
            }
        case .end(let id):
            guard let question = questions[id] else { return }
            question.end()
            settle(question)
        }
    }

    private func serveSockets(until deadline: UInt64) {
        for event in sockets.wait(until: deadline) {
            guard let question = sockets.owner(of: event.descriptor) else { continue }
            question.process(event)
            settle(question)
        }
    }

    /// A question that has ended leaves its channel and its sockets, and its reply goes where it is waited for.
    private func settle(_ question: NameQuestion) {
        guard let reply = question.reply, questions.removeValue(forKey: question.id) != nil else { return }
        question.close()
        desk.replied(reply, to: question.id)
    }

    private func readChangedFiles() {
        let now = SystemClock.monotonicNanoseconds()
        guard now >= filesCheckedAt + Self.fileCheckPauseNanoseconds else { return }
        filesCheckedAt = now
        guard system.hasChanged else { return }
        do throws(TransportError) {
            system = try system.readAgain()
            desk.reconfigure(servers: system.servers)
            let servers = system.servers.map(\.description).joined(separator: ", ")
            logger.notice("name resolution was configured anew", metadata: ["servers": "\(servers)"])
        } catch {
            logger.error("name resolution keeps its old settings", metadata: ["reason": "\(error)"])
        }
    }
}
