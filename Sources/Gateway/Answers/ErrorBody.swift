import HTTPWire
import Policy

/// An error in the upstream's shape: `{"error":{"code","message","details":{}}}`, each field of the details with a list of
/// what is wrong with it. Ids of ours stand there as plain strings.
enum ErrorBody {
    static func json(_ error: GatewayError) -> JSONValue {
        var details: JSONValue = [:]
        for (name, text) in error.details {
            details[name] = .array((details[name]?.arrayValue ?? []) + [.text(text)])
        }
        for (name, id) in error.references { details[name] = .text(id) }
        return ["error": ["code": .text(error.code.rawValue), "message": .text(error.message), "details": details]]
    }
}
