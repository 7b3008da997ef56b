import HTTPWire
import Store

/// Puts a tenant's own values back where the upstream repeats what the gateway sent in their place.
package enum TenantBody {
    /// `nil` when nothing is to be put back: the upstream's own bytes then go out untouched.
    ///
    /// A member that is there stays there, as `null` when the tenant gave nothing; a member that is not is not added.
    package static func restoring(_ intent: Intent, in body: JSONValue) -> [UInt8]? {
        let own: [(name: String, value: JSONValue)] = [
            ("order_id", value(ofToken: intent.tenantOrderID)),
            ("custom_id", value(ofToken: intent.tenantCustomID)),
            ("callback_url", intent.tenantCallbackURL.map { .text($0) } ?? .null),
        ]
        var restored = body
        for (name, value) in own {
            replace(name, with: value, in: &restored)
            if var data = restored["data"], data.objectValue != nil {
                replace(name, with: value, in: &data)
                restored["data"] = data
            }
        }
        return restored == body ? nil : restored.serialize()
    }

    /// A mirrored object as a list shows it: with the tenant's own values, `null` where the upstream would say so.
    package static func listing(_ intent: Intent, _ row: MirrorRow) throws -> JSONValue {
        var object = JSONValue.object(try MirroredObject(row).members)
        let (orderID, customID) = (value(ofToken: intent.tenantOrderID), value(ofToken: intent.tenantCustomID))
        if intent.kind == .payment || !orderID.isNull { object["order_id"] = orderID }
        if intent.kind == .withdrawal || !customID.isNull { object["custom_id"] = customID }
        object["callback_url"] = intent.tenantCallbackURL.map { .text($0) } ?? .null
        return object
    }

    private static func replace(_ name: String, with value: JSONValue, in object: inout JSONValue) {
        guard let present = object[name], !present.isNull else { return }
        object[name] = value
    }

    private static func value(ofToken token: String?) -> JSONValue {
        token.flatMap { try? JSONValue.parse($0.utf8) } ?? .null
    }
}
