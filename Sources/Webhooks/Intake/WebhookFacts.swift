import HTTPWire
import Policy
import Store

/// What a webhook's body says, read from both shapes that the guide shows: flat, or with the object under `data`.
struct WebhookFacts: Hashable, Sendable {
    struct ObjectName: Hashable, Sendable {
        let kind: ObjectKind
        let upstreamID: String
    }

    /// Longer texts are no id, status, time or event name of the contract, and count as absent.
    static let textBytesMax = 255

    /// The upstream's `event`.
    let name: String?
    let status: String?
    /// The upstream's own time of it, as it spelt it.
    let time: String?
    /// `nil` when neither the event's name nor its ids tell.
    let kind: ObjectKind?
    /// Every id, outer before inner: the two differ in one of the guide's samples.
    let objects: [ObjectName]

    /// `nil` unless the body is a JSON object.
    init?(_ body: JSONValue) {
        guard body.objectValue != nil else { return nil }
        let levels = [body, body["data"] ?? .null]
        var objects: [ObjectName] = []
        for level in levels {
            for kind in ObjectKind.allCases {
                guard let id = Self.text(level[kind.upstreamIDName]) else { continue }
                let object = ObjectName(kind: kind, upstreamID: id)
                if !objects.contains(object) { objects.append(object) }
            }
        }
        let name = Self.text(body["event"])
        let kinds = Set(objects.map(\.kind))
        self.name = name
        self.status = levels.lazy.compactMap { Self.text($0["status"]) }.first
        self.time = Self.text(body["timestamp"])
        self.objects = objects
        self.kind =
            ObjectKind.allCases.first { name?.hasPrefix($0.rawValue) == true } ?? (kinds.count == 1 ? kinds.first : nil)
    }

    func upstreamIDs(of kind: ObjectKind) -> [String] { objects.filter { $0.kind == kind }.map(\.upstreamID) }

    static func text(_ value: JSONValue?) -> String? {
        guard let text = value?.stringValue ?? value?.numberToken, !text.isEmpty, text.utf8.count <= textBytesMax else {
            return nil
        }
        return StorableText.replacingNull(in: text)
    }
}
