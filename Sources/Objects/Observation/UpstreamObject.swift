import HTTPWire
import Policy
import Store

/// Where an upstream object keeps what the gateway looks for.
package enum UpstreamObject {
    /// `nil` when it has none, an empty one, or one that the store cannot hold.
    package static func id(of object: JSONValue, _ kind: ObjectKind) -> String? {
        text(object[kind.upstreamIDName])
    }

    /// The reference that the gateway gave it, or somebody else's.
    package static func reference(of object: JSONValue, _ kind: ObjectKind) -> String? {
        text(object[kind.referenceName])
    }

    private static func text(_ value: JSONValue?) -> String? {
        guard let text = value?.stringValue ?? value?.numberToken, !text.isEmpty, StorableText.isIndexable(text)
        else { return nil }
        return text
    }
}
