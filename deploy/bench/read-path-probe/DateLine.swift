import Glibc
import Policy

/// The line of the `Date` field (RFC 9110, section 5.6.7), formatted once a second.
struct DateLine {
    private var second: Int64 = -1
    private var text: [UInt8] = []

    mutating func line(at now: Timestamp) -> [UInt8] {
        let second = now.millisecondsSinceEpoch / 1000
        if second != self.second { (self.second, text) = (second, Self.format(time_t(second))) }
        return text
    }

    private static func format(_ second: time_t) -> [UInt8] {
        var (second, parts) = (second, tm())
        gmtime_r(&second, &parts)
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { text in
            let count = strftime(text.baseAddress, text.count, "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", &parts)
            return text.prefix(count).map { UInt8(bitPattern: $0) }
        }
    }
}
