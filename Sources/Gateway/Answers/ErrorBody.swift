import HTTPWire
import Policy

/// An error in the upstream's shape: `{"error":{"code","message","details":{}}}`.
enum ErrorBody {
    static func json(_ error: GatewayError) -> JSONValue {
        var details: JSONValue = [:]
        for (name, text) in error.details { details[name] = .text(text) }
        return ["error": ["code": .text(error.code.rawValue), "message": .text(error.message), "details": details]]
    }
}
