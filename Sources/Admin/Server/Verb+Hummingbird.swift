import AdminAPI
import HTTPTypes

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
