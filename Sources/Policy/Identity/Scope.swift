/// The upstream's OAuth scopes, as a set.
package struct Scopes: OptionSet, Hashable, Sendable, CustomStringConvertible {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let read = Scopes(rawValue: 1)
    package static let write = Scopes(rawValue: 2)
    package static let all: Scopes = [.read, .write]

    /// Parses RFC 6749 section 3.3's space-delimited list; `nil` when it names a scope that does not exist.
    package init?(parsing text: some StringProtocol) {
        var scopes: Scopes = []
        for name in text.split(separator: " ") {
            switch name {
            case "read": scopes.insert(.read)
            case "write": scopes.insert(.write)
            default: return nil
            }
        }
        self = scopes
    }

    package var description: String {
        [contains(.read) ? "read" : nil, contains(.write) ? "write" : nil].compactMap(\.self).joined(separator: " ")
    }
}
