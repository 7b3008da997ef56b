import HTTPWire
import Objects
import Policy
import Store

/// What a webhook's body says, read from both shapes that the guide shows: flat, or with the object under `data`.
struct WebhookFacts: Hashable, Sendable {
    struct ObjectName: Hashable, Sendable {
        let kind: ObjectKind
        let upstreamID: String
    }

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
                guard let id = UpstreamText.read(level[kind.upstreamIDName]) else { continue }
                let object = ObjectName(kind: kind, upstreamID: id)
                if !objects.contains(object) { objects.append(object) }
            }
        }
        let name = UpstreamText.read(body["event"])
        let kinds = Set(objects.map(\.kind))
        self.name = name
        self.status = levels.lazy.compactMap { UpstreamText.read($0["status"]) }.first
        self.time = UpstreamText.read(body["timestamp"])
        self.objects = objects
        self.kind =
            ObjectKind.allCases.first { name?.hasPrefix($0.rawValue) == true } ?? (kinds.count == 1 ? kinds.first : nil)
    }

    func upstreamIDs(of kind: ObjectKind) -> [String] { objects.filter { $0.kind == kind }.map(\.upstreamID) }
}
