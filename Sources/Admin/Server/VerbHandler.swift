import AdminAPI
import Foundation

/// A verb with what the gateway does for it.
struct VerbHandler: Sendable {
    struct Answer: Sendable {
        let status: Int
        let body: Data
    }

    let verb: any VerbDescription
    let answer: @Sendable (VerbRequest, AdminCaller) async throws -> Answer

    init<Input, Output>(
        _ verb: Verb<Input, Output>,
        _ handle: @escaping @Sendable (Input, AdminCaller) async throws -> Output
    ) {
        self.verb = verb
        answer = { request, caller in
            let output = try await handle(try verb.input(request), caller)
            let isDeferred = (output as? any DeferrableAnswer)?.isDeferred ?? false
            return Answer(status: isDeferred ? 202 : 200, body: try MessageCoding.encode(output))
        }
    }
}

extension AdminService {
    /// One for each of `AdminVerbs.all`.
    var handlers: [VerbHandler] {
        [
            gatewayHandlers, accountHandlers, credentialHandlers, tenantHandlers, keyHandlers, endpointHandlers,
            certificateHandlers, limitHandlers, commissionHandlers, intentHandlers, withdrawalHandlers,
            webhookHandlers, proposalHandlers, ledgerHandlers,
        ].flatMap { $0 }
    }
}
