import Policy
import Testing

@Suite struct MirrorFreshnessTests {
    private static let checkedAt = Timestamp(millisecondsSinceEpoch: 1_735_293_600_000)

    private static func isStale(_ status: String?, after milliseconds: Int64) -> Bool {
        MirrorFreshness(status: status, checkedAt: checkedAt).isStale(
            at: checkedAt.advanced(by: .milliseconds(milliseconds)), after: .seconds(60))
    }

    @Test(arguments: ["pending", "approved", "processing", "submitted", "confirmed", "something new", nil])
    func whatIsOnItsWayIsAskedAboutOnceInAWhile(status: String?) {
        #expect(!Self.isStale(status, after: 0))
        #expect(!Self.isStale(status, after: 60_000))
        #expect(Self.isStale(status, after: 60_001))
        #expect(Self.isStale(status, after: -1), "the clock was set back")
    }

    @Test(arguments: ["completed", "failed", "rejected", "cancelled", "canceled"])
    func whatIsFinalStays(status: String) {
        #expect(!Self.isStale(status, after: 365 * 86_400_000))
    }
}
