import Policy
import Store

/// Where a page goes on, in a link. It names a place in the tenant's own list; any other place is as good as none.
package enum ListCursor: Hashable, Sendable {
    case olderThan(IntentID)
    case newerThan(IntentID)

    package init?(_ text: String) {
        guard let id = IntentID(String(text.dropFirst())) else { return nil }
        switch text.first {
        case "o": self = .olderThan(id)
        case "n": self = .newerThan(id)
        default: return nil
        }
    }

    package var text: String {
        switch self {
        case .olderThan(let id): "o\(id)"
        case .newerThan(let id): "n\(id)"
        }
    }

    package var position: MirrorPosition {
        switch self {
        case .olderThan(let id): .olderThan(id)
        case .newerThan(let id): .newerThan(id)
        }
    }
}
