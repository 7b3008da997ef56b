/// The `Retry-After` field (RFC 9110 section 10.2.3): seconds, or a date in the one form that senders must use.
package enum RetryAfter {
    /// `nil` when the value is neither; a date in the past is zero.
    package static func parse(_ text: String, now: Timestamp) -> Duration? {
        let bytes = Array(text.utf8)
        if !bytes.isEmpty, bytes.count <= 10, bytes.allSatisfy({ (0x30...0x39).contains($0) }) {
            return Int64(text).map { .seconds($0) }
        }
        guard let date = IMFFixdate.parse(bytes) else { return nil }
        return max(now.distance(to: date), .zero)
    }
}

/// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 section 5.6.7).
enum IMFFixdate {
    private static let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].map { Array($0.utf8) }
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ].map { Array($0.utf8) }
    private static let template = Array("___, __ ___ ____ __:__:__ GMT".utf8)

    static func parse(_ text: [UInt8]) -> Timestamp? {
        guard text.count == template.count,
            zip(text, template).allSatisfy({ $1 == UInt8(ascii: "_") || $0 == $1 }),
            days.contains(Array(text[0..<3])),
            let day = number(text[5..<7]), let monthIndex = months.firstIndex(of: Array(text[8..<11])),
            let year = number(text[12..<16]), let hour = number(text[17..<19]), let minute = number(text[20..<22]),
            let second = number(text[23..<25]), (1...31).contains(day), hour <= 23, minute <= 59, second <= 60
        else { return nil }
        let dayNumber = daysSinceEpoch(year: year, month: Int64(monthIndex) + 1, day: day)
        let date = CivilDate(daysSinceEpoch: dayNumber)
        guard date.day == day else { return nil }
        return Timestamp(millisecondsSinceEpoch: ((dayNumber * 24 + hour) * 60 + minute) * 60_000 + second * 1000)
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
        var value: Int64 = 0
        for digit in digits {
            guard (0x30...0x39).contains(digit) else { return nil }
            value = value * 10 + Int64(digit - 0x30)
        }
        return value
    }

    /// The inverse of `CivilDate`: years start in March, so that leap days fall at their end. Years 0…9999.
    private static func daysSinceEpoch(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shiftedYear = month <= 2 ? year - 1 : year
        let shiftedMonth = (month + 9) % 12
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * shiftedMonth + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
