/// Why the admin API refused, in one line for a person and a code for a program.
package struct AdminError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Codable, CaseIterable, Sendable {
        /// The request itself is wrong; nothing was done.
        case invalidRequest = "invalid_request"
        /// The caller's user may not administer this gateway, or may not approve this withdrawal.
        case forbidden
        case notFound = "not_found"
        /// The request contradicts what is stored: a name is taken, an account is bound otherwise.
        case conflict
        /// The gateway's configuration file cannot be used; nothing was done.
        case invalidConfiguration = "invalid_configuration"
        /// Nothing was done; the same request may succeed later.
        case unavailable
        /// The outcome is unknown or a defect showed; look at the gateway's log.
        case internalError = "internal_error"
        /// Made by the client: no gateway answers at the socket.
        case unreachable
    }

    package let code: Code
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }

    package var httpStatus: Int { code.httpStatus }
}

extension AdminError.Code {
    package var httpStatus: Int {
        switch self {
        case .invalidRequest: 400
        case .invalidConfiguration: 422
        case .forbidden: 403
        case .notFound: 404
        case .conflict: 409
        case .unavailable, .unreachable: 503
        case .internalError: 500
        }
    }
}

/// `{"error":{"code":"not_found","message":"there is no tenant \"acme\""}}`
package struct AdminErrorMessage: Codable, Sendable {
    package struct Body: Codable, Sendable {
        package let code: AdminError.Code
        package let message: String
    }

    package let error: Body

    package init(_ error: AdminError) { self.error = Body(code: error.code, message: error.message) }
}
