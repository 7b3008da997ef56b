import Policy
import Store

/// Where a page goes on, in a link. It names a place in the tenant's own list; any other place is as good as none.
enum ListCursor: Hashable, Sendable {
    case olderThan(IntentID)
    case newerThan(IntentID)

    init?(_ text: String) {
        guard let id = IntentID(text.dropFirst()) else { return nil }
        switch text.first {
        case "o": self = .olderThan(id)
        case "n": self = .newerThan(id)
        default: return nil
        }
    }

    var text: String {
        switch self {
        case .olderThan(let id): "o\(id)"
        case .newerThan(let id): "n\(id)"
        }
    }

    var position: MirrorPosition {
        switch self {
        case .olderThan(let id): .olderThan(id)
        case .newerThan(let id): .newerThan(id)
        }
    }
}
