import AdminAPI
import Foundation
import HTTPWire
import NIOCore
import Policy
import Transport

/// The admin API, typed. Every call throws `AdminError`, `.unreachable` when no gateway answers.
package struct AdminClient: Sendable {
    /// The gateway's longest action reloads its directory; ten seconds are far beyond it.
    package static let deadlines = ClientDeadlines(
        connect: .seconds(2), head: .seconds(10), total: .seconds(15), responseBodyBytesMax: 16 << 20)

    /// For a shell that waits for the names it offers.
    package static let completionDeadlines = ClientDeadlines(
        connect: .milliseconds(500), head: .milliseconds(500), total: .seconds(1), responseBodyBytesMax: 16 << 20)

    /// For what reads a whole ledger, or asks the upstream.
    package static let patientDeadlines = ClientDeadlines(
        connect: .seconds(2), head: .seconds(600), total: .seconds(600), responseBodyBytesMax: 16 << 20)

    private let http: HTTPClient
    private let socketPath: String
    private let fields: HTTPFields
    /// Instead of those of each call; `nil` keeps them.
    private let impatient: ClientDeadlines?

    package init(
        http: HTTPClient, socketPath: String, reason: String? = nil, onBehalfOf: String? = nil,
        within impatient: ClientDeadlines? = nil
    ) {
        self.http = http
        self.socketPath = socketPath
        self.impatient = impatient
        var fields = HTTPFields()
        fields.append("Content-Type", "application/json")
        if let reason { fields.append(AdminRoutes.reasonFieldName, Self.encode(reason)) }
        if let onBehalfOf { fields.append(AdminRoutes.onBehalfOfFieldName, Self.encode(onBehalfOf)) }
        self.fields = fields
    }

    /// - Throws: what the gateway refused it with.
    package func call<Input, Output>(
        _ verb: Verb<Input, Output>, _ input: Input
    ) async throws(AdminError) -> Output {
        let request: VerbRequest
        do {
            request = try verb.request(input)
        } catch {
            throw AdminError(.internalError, "the request cannot be encoded: \(error)")
        }
        let path = verb.path.segments.map { segment in
            switch segment {
            case .literal(let text): text
            case .member(let name): request.pathMembers[name] ?? ""
            }
        }
        return try await send(
            HTTPMethod(verb.method), path, query: request.query.map { ($0.name, $0.value) },
            body: ByteBuffer(bytes: request.body), verb.isSlow ? Self.patientDeadlines : Self.deadlines)
    }

    private func send<Answer: Decodable>(
        _ method: HTTPMethod, _ path: [String], query: [(String, String)], body: ByteBuffer,
        _ deadlines: ClientDeadlines
    ) async throws(AdminError) -> Answer {
        let request = ClientRequest(
            origin: .unixSocket(socketPath), method: method, target: Self.target(path, query), fields: fields,
            body: body)
        let response: ClientResponse
        do throws(ClientError) {
            response = try await http.send(request, deadlines: impatient ?? deadlines)
        } catch {
            throw refusal(error, of: method)
        }
        let data = Data(response.body.readableBytesView)
        if [200, 202].contains(response.status), let answer = try? MessageCoding.decode(Answer.self, from: data) {
            return answer
        }
        if let message = try? MessageCoding.decode(AdminErrorMessage.self, from: data) {
            throw AdminError(message.error.code, message.error.message)
        }
        throw AdminError(
            .internalError,
            "the gateway at \(socketPath) answered \(response.status) in a form that this fusegate "
                + "does not know: run the same version as the gateway")
    }

    private func refusal(_ error: ClientError, of method: HTTPMethod) -> AdminError {
        if error.requestBytesWritten {
            // To look changes nothing.
            if method == .get {
                return AdminError(
                    .unreachable, "the gateway at \(socketPath) did not answer (\(error.reason)): try again")
            }
            return AdminError(
                .internalError, "the gateway did not answer (\(error.reason)): it may have acted; look before retrying")
        }
        if access(socketPath, F_OK) == 0, access(socketPath, R_OK | W_OK) != 0 {
            return AdminError(
                .forbidden,
                "this user may not use \(socketPath): be in admin.operator_group or a group of admin.roles, or the "
                    + "gateway's user, or root")
        }
        return AdminError(.unreachable, "no gateway answers at \(socketPath): is `fusegate serve` running?")
    }

    private static func target(_ path: [String], _ query: [(String, String)]) -> String {
        let pairs = query.map { name, value in "\(name)=\(encode(value))" }
        let text = "/v1/" + path.map(encode).joined(separator: "/")
        return pairs.isEmpty ? text : text + "?" + pairs.joined(separator: "&")
    }

    /// RFC 3986: everything but unreserved characters is percent-encoded.
    private static func encode(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
    }

    private static let unreserved = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
}

extension HTTPMethod {
    fileprivate init(_ method: VerbMethod) {
        switch method {
        case .get: self = .get
        case .post: self = .post
        case .patch: self = .patch
        case .put: self = .put
        case .delete: self = .delete
        }
    }
}
