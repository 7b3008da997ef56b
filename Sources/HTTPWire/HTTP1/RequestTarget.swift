/// Checks a request target in origin form (RFC 9112, section 3.2.1): nothing but that form, and nothing in the path that two readers
/// could normalise differently.
enum RequestTarget {
    /// - Returns: why the target is refused; `nil` for an acceptable one.
    static func fault(in target: Span<UInt8>) -> String? {
        guard !target.isEmpty else { return "empty target" }
        guard target[0] == UInt8(ascii: "/") else { return "target is not in origin form" }
        let pathEnd = target.firstIndex(of: UInt8(ascii: "?")) ?? target.count
        if let fault = byteFault(in: target, pathEnd: pathEnd) { return fault }
        let path = target.extracting(0..<pathEnd)
        guard isUTF8(path) else { return "path is not UTF-8" }
        return segmentFault(in: path)
    }

    /// Whether a request line can hold the target: origin form, visible ASCII, no fragment. What the path means is for
    /// its receiver to say, so dot segments and the like are no fault here.
    static func isWritable(_ target: Span<UInt8>) -> Bool {
        guard !target.isEmpty, target[0] == UInt8(ascii: "/") else { return false }
        for index in target.indices where !target[index].isVisibleASCII || target[index] == UInt8(ascii: "#") {
            return false
        }
        return true
    }

    private static let outsideRFC = "byte outside RFC 3986 in the target"

    private static func byteFault(in target: Span<UInt8>, pathEnd: Int) -> String? {
        var index = 0
        while index < target.count {
            let byte = target[index]
            switch byte {
            case UInt8(ascii: "%"):
                guard let decoded = escape(in: target, at: index) else { return "broken percent escape in the target" }
                guard decoded != 0 else { return "encoded NUL in the target" }
                if index < pathEnd, let fault = pathFault(decoded) { return fault }
                index += 2
            case UInt8(ascii: "#"): return "fragment in the target"
            case UInt8(ascii: "\\"): return "backslash in the target"
            case UInt8(ascii: "\""), UInt8(ascii: "<"), UInt8(ascii: ">"): return outsideRFC
            case _ where RequestQuery.isLenient(byte):
                // Common clients send them in a query, where they have one reading only.
                guard index > pathEnd else { return outsideRFC }
            default:
                guard byte.isVisibleASCII else { return "byte outside visible ASCII in the target" }
            }
            index += 1
        }
        return nil
    }

    private static func pathFault(_ decoded: UInt8) -> String? {
        switch decoded {
        case UInt8(ascii: "/"): "encoded slash in the path"
        case UInt8(ascii: "\\"): "encoded backslash in the path"
        case 0..<0x20, 0x7F: "encoded control byte in the path"
        default: nil
        }
    }

    /// What the escapes of a path stand for. All other bytes are ASCII.
    private static func isUTF8(_ path: Span<UInt8>) -> Bool {
        guard path.firstIndex(of: UInt8(ascii: "%")) != nil else { return true }
        var decoded: [UInt8] = []
        var index = 0
        while index < path.count {
            let byte = escape(in: path, at: index)
            decoded.append(byte ?? path[index])
            index += byte == nil ? 1 : 3
        }
        return String(validating: decoded, as: UTF8.self) != nil
    }

    /// Dot segments, spelt with or without `%2e` and also before a `;`, and empty segments but the last.
    private static func segmentFault(in path: Span<UInt8>) -> String? {
        var start = 1
        while start <= path.count {
            let end = path.firstIndex(of: UInt8(ascii: "/"), from: start) ?? path.count
            if start == end, end < path.count { return "empty path segment" }
            if isDotSegment(path.extracting(start..<end)) { return "dot segment in the path" }
            start = end + 1
        }
        return nil
    }

    private static func isDotSegment(_ segment: Span<UInt8>) -> Bool {
        var (index, dots) = (0, 0)
        while index < segment.count, segment[index] != UInt8(ascii: ";") {
            if segment[index] == UInt8(ascii: ".") {
                index += 1
            } else if escape(in: segment, at: index) == UInt8(ascii: ".") {
                index += 3
            } else {
                return false
            }
            dots += 1
        }
        return dots == 1 || dots == 2
    }

    private static func escape(in bytes: Span<UInt8>, at index: Int) -> UInt8? {
        guard bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
            let high = bytes[index + 1].hexValue, let low = bytes[index + 2].hexValue
        else { return nil }
        return high << 4 | low
    }
}
