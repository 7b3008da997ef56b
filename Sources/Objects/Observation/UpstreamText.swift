import HTTPWire
import Policy

/// A short text of the upstream's: an id, a status, a time, an event's name.
package enum UpstreamText {
    /// Longer ones are none of the contract's, and count as absent.
    static let bytesMax = 255

    package static func read(_ value: JSONValue?) -> String? {
        guard let text = value?.stringValue ?? value?.numberToken, !text.isEmpty, text.utf8.count <= bytesMax else {
            return nil
        }
        return StorableText.replacingNull(in: text)
    }
}
