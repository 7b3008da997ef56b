import AdminAPI
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Policy

/// One admitted request: who asks, its path's and query's values, its body.
struct AdminCall: Sendable {
    /// Items of a list when the query does not say.
    private static let defaultCount = 50

    let caller: AdminCaller
    private let parameters: Parameters
    private let queryParameters: Parameters
    private let bytes: ByteBuffer

    /// - Throws: `AdminError` when the request is malformed.
    init(
        _ request: Request, _ context: AdminRequestContext, of peer: PeerCredentials, as roles: Set<OperatorRole>,
        for duty: OperatorDuty
    ) async throws {
        caller = AdminCaller(
            user: peer.userName, isShared: peer.isShared, roles: roles, duty: duty,
            onBehalfOf: Self.text(AdminRoutes.onBehalfOfField, in: request),
            reason: Self.text(AdminRoutes.reasonField, in: request))
        parameters = context.parameters
        queryParameters = request.uri.queryParameters
        do {
            bytes = try await request.body.collect(upTo: AdminRoutes.bodyBytesMax)
        } catch {
            throw AdminError(.invalidRequest, "the body is larger than \(AdminRoutes.bodyBytesMax) bytes or incomplete")
        }
    }

    /// A value of the path; the router only calls when it is there.
    subscript(name: String) -> String { parameters.get(name).map { $0.removingPercentEncoding ?? $0 } ?? "" }

    /// The verb's input, as it came.
    func request(of verb: any VerbDescription) -> VerbRequest {
        var members: [String: String] = [:]
        for name in verb.path.members { members[name] = self[name] }
        return VerbRequest(
            pathMembers: members, query: queryParameters.map { (String($0.key), String($0.value)) },
            body: Data(bytes.readableBytesView))
    }

    func query(_ name: String) -> String? { queryParameters.get(name) }

    /// A filter that nobody applies would show everything.
    func refuseQueries(except names: String...) throws(AdminError) {
        if let unknown = queryParameters.first(where: { !names.contains(String($0.key)) })?.key {
            throw AdminError(
                .invalidRequest, "there is no filter \"\(unknown)\" here, only \(names.joined(separator: ", "))")
        }
    }

    var span: AdminService.SpanQuery { AdminService.SpanQuery(since: query("since"), until: query("until")) }

    func flag(_ name: String) throws(AdminError) -> Bool {
        switch query(name) {
        case nil, "false": return false
        case "true": return true
        case let text?: throw AdminError(.invalidRequest, "\(name) must be true or false, is \"\(text)\"")
        }
    }

    func count(_ name: String) throws(AdminError) -> Int {
        guard let text = query(name) else { return Self.defaultCount }
        guard let count = Int(text), count > 0 else {
            throw AdminError(.invalidRequest, "\(name) must be a positive number, is \"\(text)\"")
        }
        return count
    }

    func number(_ name: String) throws(AdminError) -> Int64? {
        guard let text = query(name) else { return nil }
        guard let number = Int64(text), number >= 0 else {
            throw AdminError(.invalidRequest, "\(name) must be a number from 0, is \"\(text)\"")
        }
        return number
    }

    func body<Message: Decodable>(_ type: Message.Type = Message.self) throws(AdminError) -> Message {
        try VerbRequest(pathMembers: [:], body: Data(bytes.readableBytesView)).message(type, hasBody: true)
    }

    /// A percent-encoded field of bounded length, without controls: it goes into the audit log.
    private static func text(_ name: HTTPField.Name?, in request: Request) -> String? {
        guard let name, let text = request.headers[name]?.removingPercentEncoding, !text.isEmpty else { return nil }
        let clean = text.unicodeScalars.filter { $0.properties.generalCategory != .control }
        return String(String.UnicodeScalarView(clean).prefix(AdminCaller.reasonLengthMax))
    }
}
