import Crypto
import HTTPWire
import NIOCore
import Policy
import Store

/// A tenant's write, parsed: what it wants kept and restored, and the body that the upstream gets instead.
struct EffectRequest: Sendable {
    let kind: EffectKind
    let callbackURL: String?
    /// The tenant's own `order_id` or `custom_id`, as its JSON token.
    let orderID: String?
    let customID: String?
    /// The text of a withdrawal's `custom_id`, however its token spells it.
    let claimedCustomID: String?
    /// SHA-256 of method, path and canonical body: equal for requests that mean the same.
    let fingerprint: [UInt8]
    private let body: JSONValue

    /// - Throws: 400 `invalid_request` naming the member at fault. Everything else is the upstream's to judge.
    init(
        kind: EffectKind, body bytes: ByteBuffer, members: ForwardedMembers, callbacks: CallbackPolicy
    ) throws(GatewayError) {
        self.kind = kind
        body = try RequestBody.parseObject(bytes)
        try members.require(of: body)
        callbackURL = try Self.callbackURL(body["callback_url"], callbacks)
        orderID = try Self.reference(
            "order_id", body["order_id"], lengthMax: kind.referenceName == "order_id" ? kind.referenceLengthMax : 100)
        customID = try Self.reference(
            "custom_id", body["custom_id"], lengthMax: kind.referenceName == "custom_id" ? kind.referenceLengthMax : 64)
        claimedCustomID = kind.object == .withdrawal ? Self.text(body["custom_id"]) : nil
        var hash = SHA256()
        hash.update(data: Array("POST\n\(kind.path)\n".utf8))
        hash.update(data: body.canonicalBytes())
        fingerprint = Array(hash.finalize())
    }

    /// A member of the tenant's body.
    subscript(name: String) -> JSONValue? { body[name] }

    var memberNames: [String] { body.objectValue?.members.map(\.name.value) ?? [] }

    /// The tenant's body with our callback URL and our reference in place of its own.
    func upstreamBody(callbackURL: String, reference: IntentID) -> ByteBuffer {
        var replaced = body
        replaced["callback_url"] = .text(callbackURL)
        replaced[kind.referenceName] = .text(reference.description)
        return replaced.serializedBuffer()
    }

    private static func callbackURL(_ value: JSONValue?, _ callbacks: CallbackPolicy) throws(GatewayError) -> String? {
        guard let value, !value.isNull else { return nil }
        guard let text = value.stringValue else { throw .invalidField("callback_url", "Must be a string.") }
        guard !text.isEmpty else { return nil }
        do throws(CallbackURLError) {
            _ = try callbacks.accept(text)
            return text
        } catch {
            throw .invalidField("callback_url", "\(error)")
        }
    }

    /// The store keeps none, and no reference or address has one.
    static func refuseNull(in text: String, of name: String) throws(GatewayError) {
        if StorableText.hasNull(text) { throw .invalidField(name, "Null characters are not allowed.") }
    }

    private static func text(_ value: JSONValue?) -> String? {
        guard let text = value?.stringValue ?? value?.numberToken, !text.isEmpty else { return nil }
        return text
    }

    private static func reference(
        _ name: String, _ value: JSONValue?, lengthMax: Int
    ) throws(GatewayError) -> String? {
        guard let value, !value.isNull else { return nil }
        guard let text = value.stringValue ?? value.numberToken else {
            throw .invalidField(name, "Must be a string.")
        }
        try refuseNull(in: text, of: name)
        guard text.unicodeScalars.count <= lengthMax else {
            throw .invalidField(name, "Ensure this field has no more than \(lengthMax) characters.")
        }
        return String(decoding: value.serialize(), as: UTF8.self)
    }
}
