import Policy
import Testing

struct RetryAfterTests {
    /// 1994-11-06T08:49:37Z, RFC 9110's example.
    private let example = Timestamp(millisecondsSinceEpoch: 784_111_777_000)

    @Test func readsSeconds() {
        #expect(RetryAfter.parse("0", now: example) == .zero)
        #expect(RetryAfter.parse("120", now: example) == .seconds(120))
        #expect(RetryAfter.parse("9999999999", now: example) == .seconds(9_999_999_999))
    }

    @Test func readsDates() {
        let date = "Sun, 06 Nov 1994 08:49:37 GMT"
        #expect(RetryAfter.parse(date, now: example.advanced(by: .seconds(-90))) == .seconds(90))
        #expect(RetryAfter.parse(date, now: example.advanced(by: .seconds(90))) == .zero)
        let leapDay = Timestamp(millisecondsSinceEpoch: 1_709_164_800_000)
        #expect(RetryAfter.parse("Thu, 29 Feb 2024 00:00:01 GMT", now: leapDay) == .seconds(1))
    }

    @Test(arguments: [
        "", "-1", "+1", "1.5", "1s", " 1", "99999999999", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Sun, 31 Feb 2024 00:00:00 GMT",
        "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 00 Nov 1994 00:00:00 GMT", "Xyz, 06 Nov 1994 08:49:37 GMT", "１２０",
    ])
    func refusesTheRest(text: String) {
        #expect(RetryAfter.parse(text, now: example) == nil)
    }
}
