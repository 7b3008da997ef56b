import HTTPWire
import NIOCore
import Policy
import Store

/// Puts the tenant's own `order_id`, `custom_id` and `callback_url` back where the upstream echoes ours.
enum AnswerRestoration {
    /// Members that are absent stay absent; what the tenant never gave becomes `null`.
    static func restore(_ body: JSONValue, for intent: Intent) -> JSONValue {
        var restored = body
        replace("order_id", with: intent.tenantOrderID.flatMap(parse), in: &restored)
        replace("custom_id", with: intent.tenantCustomID.flatMap(parse), in: &restored)
        replace("callback_url", with: intent.tenantCallbackURL.map(JSONValue.text), in: &restored)
        return restored
    }

    private static func replace(_ name: String, with value: JSONValue?, in body: inout JSONValue) {
        guard body[name] != nil else { return }
        body[name] = value ?? .null
    }

    private static func parse(_ token: String) -> JSONValue? { try? JSONValue.parse(token.utf8) }
}
