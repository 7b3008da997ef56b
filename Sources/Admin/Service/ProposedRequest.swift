import AdminAPI
import Foundation

/// A verb that may need a second operator, with its input: kept with the proposal, and done when it is approved.
///
/// References are identifiers, so that a name that is given to another meanwhile cannot redirect it.
struct ProposedRequest: Codable, Sendable {
    /// Its name.
    let verb: String
    private let path: [String: String]
    /// JSON.
    private let body: String

    init<Input, Value>(_ verb: Verb<Input, ChangeResult<Value>>, _ input: Input) throws(AdminError) {
        do {
            let request = try verb.request(input)
            self.verb = verb.name
            path = request.pathMembers
            body = String(decoding: request.body, as: UTF8.self)
        } catch {
            throw AdminError(.internalError, "the request cannot be kept: \(error)")
        }
    }

    /// Asks for it again, as it was asked for: `caller` is the approver, on behalf of the proposer.
    func perform(by service: AdminService, for caller: AdminCaller) async throws(AdminError) {
        guard let handler = service.handlers.first(where: { $0.verb.name == verb }) else {
            throw AdminError(.conflict, "this version has no verb \(verb): reject it, and propose anew what is meant")
        }
        do {
            _ = try await handler.answer(VerbRequest(pathMembers: path, body: Data(body.utf8)), caller)
        } catch {
            throw AdminError(describing: error)
        }
    }
}
