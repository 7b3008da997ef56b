import Policy
import Testing

@Suite struct RequestIDSourceTests {
    @Test func requestsOfOneMillisecondHaveRisingNames() {
        let source = RequestIDSource()
        let now = Timestamp(millisecondsSinceEpoch: 1_700_000_000_000)
        let names = (0..<1000).map { _ in source.next(at: now) }
        #expect(zip(names, names.dropFirst()).allSatisfy { $0 < $1 })
    }

    @Test func aClockThatStepsBackRepeatsNoName() {
        let source = RequestIDSource()
        let names = [2000, 1000, 1000, 2000].map { source.next(at: Timestamp(millisecondsSinceEpoch: $0)) }
        #expect(Set(names).count == 4)
    }

    @Test func twoSourcesDoNotShareNames() {
        let now = Timestamp(millisecondsSinceEpoch: 1_700_000_000_000)
        #expect(RequestIDSource().next(at: now) != RequestIDSource().next(at: now))
    }
}
