import AdminAPI
import Foundation
import HTTPTypes
import HTTPWire
import Hummingbird
import NIOCore
import Policy

/// The admin API's paths: one for each verb.
struct AdminRoutes: Sendable {
    /// A request of an operator; the longest holds three secrets of 4 KiB.
    static let bodyBytesMax = 64 << 10
    static let reasonField = HTTPField.Name(reasonFieldName)
    static let onBehalfOfField = HTTPField.Name(onBehalfOfFieldName)
    /// Percent-encoded, as a reason may be in any language.
    static let reasonFieldName = "Fusegate-Reason"
    static let onBehalfOfFieldName = "Fusegate-On-Behalf-Of"

    let service: AdminService

    func router(for operators: OperatorGroups) -> Router<AdminRequestContext> {
        let router = Router(context: AdminRequestContext.self)
        let group = router.group("v1")
        for handler in service.handlers { add(handler, to: group, for: operators) }
        addDescription(to: group, for: operators)
        return router
    }

    /// What all of this looks like from outside, for whoever may look at anything.
    private func addDescription(to group: RouterGroup<AdminRequestContext>, for operators: OperatorGroups) {
        group.get("openapi.json") { _, context in
            try await Self.answering {
                _ = try operators.admit(try await PeerCredentials.of(context.channel), to: .reading)
                let document = try OpenAPIDocument(AdminVerbs.all).json()
                return VerbHandler.Answer(status: 200, body: Data(document.serialize()))
            }
        }
    }

    /// Admits the peer to the verb's duty, reads its input, and answers with what the handler returns or its error.
    private func add(
        _ handler: VerbHandler, to group: RouterGroup<AdminRequestContext>, for operators: OperatorGroups
    ) {
        let verb = handler.verb
        group.on(RouterPath(verb.path.routerPath), method: verb.method.httpMethod) { request, context in
            try await Self.answering {
                let peer = try await PeerCredentials.of(context.channel)
                let input = try await VerbRequest(request, context, of: verb)
                // The handler refuses what cannot be read, to those who may use the verb at all.
                let duty = (try? verb.duty(of: input)) ?? verb.duty
                let roles = try admit(peer, to: verb, duty, of: operators)
                let caller = AdminCaller(
                    user: peer.userName, isShared: peer.isShared, roles: roles, duty: duty,
                    onBehalfOf: Self.text(Self.onBehalfOfField, in: request),
                    reason: Self.text(Self.reasonField, in: request))
                return try await handler.answer(input, caller)
            }
        }
    }

    /// The socket's mode says who may connect; this also holds for whoever did before the mode was set.
    private func admit(
        _ peer: PeerCredentials, to verb: any VerbDescription, _ duty: OperatorDuty, of operators: OperatorGroups
    ) throws(AdminError) -> Set<OperatorRole> {
        do throws(AdminError) {
            return try operators.admit(peer, to: duty)
        } catch {
            service.recordRefusal(of: verb, to: peer.userName, error)
            throw error
        }
    }

    /// A refusal's status and shape are the same whatever refused.
    private static func answering(_ answer: () async throws -> VerbHandler.Answer) async throws -> Response {
        do {
            let answer = try await answer()
            return response(answer.status, answer.body)
        } catch {
            let refusal = error as? AdminError ?? AdminError(describing: error)
            return response(refusal.httpStatus, try MessageCoding.encode(AdminErrorMessage(refusal)))
        }
    }

    private static func response(_ status: Int, _ body: Data) -> Response {
        Response(
            status: HTTPResponse.Status(code: status), headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: body + Data("\n".utf8))))
    }

    /// A percent-encoded field of bounded length, without controls: it goes into the audit log.
    private static func text(_ name: HTTPField.Name?, in request: Request) -> String? {
        guard let name, let text = request.headers[name]?.removingPercentEncoding, !text.isEmpty else { return nil }
        let clean = text.unicodeScalars.filter { $0.properties.generalCategory != .control }
        return String(String.UnicodeScalarView(clean).prefix(AdminCaller.reasonLengthMax))
    }
}
