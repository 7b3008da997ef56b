import AdminAPI
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

extension PathTemplate {
    /// As Hummingbird writes it: `tenants/:tenant/keys`.
    var routerPath: String {
        segments.map { segment in
            switch segment {
            case .literal(let text): text
            case .member(let name): ":\(name)"
            }
        }.joined(separator: "/")
    }
}

extension VerbMethod {
    var httpMethod: HTTPRequest.Method {
        switch self {
        case .get: .get
        case .post: .post
        case .patch: .patch
        case .put: .put
        case .delete: .delete
        }
    }
}

extension VerbRequest {
    /// - Throws: `AdminError` when the body is too large or incomplete.
    init(
        _ request: Request, _ context: AdminRequestContext, of verb: any VerbDescription
    ) async throws(AdminError) {
        var members: [String: String] = [:]
        for name in verb.path.members {
            members[name] = context.parameters.get(name).map { $0.removingPercentEncoding ?? $0 }
        }
        let bytes: ByteBuffer
        do { bytes = try await request.body.collect(upTo: AdminRoutes.bodyBytesMax) } catch {
            throw AdminError(.invalidRequest, "the body is larger than \(AdminRoutes.bodyBytesMax) bytes or incomplete")
        }
        self.init(
            pathMembers: members, query: request.uri.queryParameters.map { (String($0.key), String($0.value)) },
            body: Data(bytes.readableBytesView))
    }
}
