#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Milliseconds since 1970-01-01 UTC.
struct WallTime: Hashable, Comparable, Sendable {
    var milliseconds: Int64

    static var now: WallTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return WallTime(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }

    static func < (left: WallTime, right: WallTime) -> Bool { left.milliseconds < right.milliseconds }

    func adding(seconds: Int) -> WallTime { WallTime(milliseconds: milliseconds + Int64(seconds) * 1000) }

    /// `2024-12-27T10:00:00Z`, the form of every time in the guide.
    var iso8601: String { date + ":" + Self.two(Int(seconds % 60)) + "Z" }

    /// With milliseconds, for the control API's own records.
    var precise: String {
        let rest = Int(milliseconds % 1000)
        return date + ":" + Self.two(Int(seconds % 60)) + (rest < 10 ? ".00" : rest < 100 ? ".0" : ".") + "\(rest)Z"
    }

    /// IMF-fixdate (RFC 9110 §5.6.7).
    var httpDate: String {
        let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let (year, month, day) = civil
        return "\(weekdays[Int(seconds / 86_400 % 7)]), \(Self.two(day)) \(months[month - 1]) \(year) "
            + "\(clock):\(Self.two(Int(seconds % 60))) GMT"
    }

    private var seconds: Int64 { max(0, milliseconds / 1000) }

    private var clock: String { Self.two(Int(seconds % 86_400 / 3600)) + ":" + Self.two(Int(seconds % 3600 / 60)) }

    private var date: String {
        let (year, month, day) = civil
        return "\(year)-" + Self.two(month) + "-" + Self.two(day) + "T" + clock
    }

    private static func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }

    /// Days to proleptic Gregorian date (Howard Hinnant, "chrono-compatible low-level date algorithms").
    private var civil: (year: Int, month: Int, day: Int) {
        let shifted = seconds / 86_400 + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = Int(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
        let month = Int(shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9)
        return (Int(yearOfEra + era * 400) + (month <= 2 ? 1 : 0), month, day)
    }
}
