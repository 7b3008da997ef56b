/// A path whose variable parts are members of the input, such as `tenants/{tenant}/keys` (RFC 6570, level 1).
package struct PathTemplate: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    package enum Segment: Hashable, Sendable {
        case literal(String)
        case member(String)
    }

    package let segments: [Segment]

    package init(stringLiteral text: String) {
        segments = text.split(separator: "/").map { segment in
            segment.hasPrefix("{") && segment.hasSuffix("}")
                ? .member(String(segment.dropFirst().dropLast())) : .literal(String(segment))
        }
    }

    /// In the order of the path.
    package var members: [String] {
        segments.compactMap { if case .member(let name) = $0 { name } else { nil } }
    }

    package var description: String {
        segments.map { segment in
            switch segment {
            case .literal(let text): text
            case .member(let name): "{\(name)}"
            }
        }.joined(separator: "/")
    }
}
