import HTTPWire
import NIOCore
import Policy
import Store

/// Puts a tenant's own values back where the upstream repeats what the gateway sent in their place.
package enum TenantBody {
    /// `nil` when nothing is to be put back: the upstream's own bytes then go out untouched.
    ///
    /// - Parameter bytes: what `body` was read from, which ends with a newline or does not.
    package static func restoring(
        _ intent: Intent, in body: JSONValue, of bytes: some BidirectionalCollection<UInt8>
    ) -> [UInt8]? {
        let restored = restoring(intent, in: body)
        return restored == body ? nil : restored.serialize() + ending(of: bytes)
    }

    /// A member that is there stays there, as `null` when the tenant gave nothing; a member that is not is not added.
    package static func restoring(_ intent: Intent, in body: JSONValue) -> JSONValue {
        let own: [(name: String, value: JSONValue)] = [
            ("order_id", value(ofToken: intent.tenantOrderID)),
            ("custom_id", value(ofToken: intent.tenantCustomID)),
            ("callback_url", callback(of: intent)),
        ]
        var restored = body
        for (name, value) in own {
            replace(name, with: value, in: &restored)
            if var data = restored["data"], data.objectValue != nil {
                replace(name, with: value, in: &data)
                restored["data"] = data
            }
        }
        return withoutEcho(of: intent, in: restored)
    }

    /// Of an answer that is about no intent: without any callback URL of the account. `nil` when there is none.
    package static func hidingCallbacks(_ scan: CallbackScan, in bytes: ByteBuffer) -> ByteBuffer? {
        guard scan.namesAccount(bytes.readableBytesUInt8Span), let body = try? JSONValue.parse(bytes) else {
            return nil
        }
        let hidden = body.replacingTexts { replacement(for: $0, scan.echo, whole: .null) }
        return hidden == body ? nil : ByteBuffer(bytes: hidden.serialize() + ending(of: bytes.readableBytesView))
    }

    /// A mirrored object as a list shows it: with the tenant's own values, `null` where the upstream would say so.
    package static func listing(_ intent: Intent, _ row: MirrorRow) throws -> JSONValue {
        var object = withoutEcho(of: intent, in: JSONValue.object(try MirroredObject(row).members))
        let (orderID, customID) = (value(ofToken: intent.tenantOrderID), value(ofToken: intent.tenantCustomID))
        if intent.kind == .payment || !orderID.isNull { object["order_id"] = orderID }
        if intent.kind == .withdrawal || !customID.isNull { object["custom_id"] = customID }
        object["callback_url"] = callback(of: intent)
        return object
    }

    /// Our callback URL wherever else it stands: in a list, in another member, within a text.
    private static func withoutEcho(of intent: Intent, in body: JSONValue) -> JSONValue {
        let echo = CallbackEcho(
            accountID: intent.accountID, token: intent.callbackToken, own: intent.tenantCallbackURL)
        return body.replacingTexts { replacement(for: $0, echo, whole: callback(of: intent)) }
    }

    private static func replacement(for text: String, _ echo: CallbackEcho, whole: JSONValue) -> JSONValue? {
        switch echo.find(in: text) {
        case .none: nil
        case .whole(let isOwn): isOwn ? whole : .null
        case .part(let rest): .text(rest)
        }
    }

    private static func replace(_ name: String, with value: JSONValue, in object: inout JSONValue) {
        guard let present = object[name], !present.isNull else { return }
        object[name] = value
    }

    private static func callback(of intent: Intent) -> JSONValue {
        intent.tenantCallbackURL.map { .text($0) } ?? .null
    }

    private static func value(ofToken token: String?) -> JSONValue {
        token.flatMap { try? JSONValue.parse($0.utf8) } ?? .null
    }

    /// The white space behind the JSON text.
    private static func ending(of bytes: some BidirectionalCollection<UInt8>) -> [UInt8] {
        let last = bytes.lastIndex { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        return Array(bytes[(last.map { bytes.index(after: $0) } ?? bytes.endIndex)...])
    }
}
