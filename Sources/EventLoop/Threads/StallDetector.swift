/// Finds that a loop has been at one thing for too long, from readings taken now and then.
struct StallDetector: Sendable {
    /// Nobody else of the loop was served for so long.
    static let stallNanoseconds: UInt64 = 50_000_000

    private var reading: LoopActivity.Reading?
    private var since: UInt64 = 0
    private var isReported = false

    /// - Returns: for how many nanoseconds at least the loop has been held, once for each time that it is.
    mutating func observe(_ current: LoopActivity.Reading, at now: UInt64) -> UInt64? {
        guard current == reading, !current.isResting else {
            (reading, since, isReported) = (current, now, false)
            return nil
        }
        guard !isReported, now - since >= Self.stallNanoseconds else { return nil }
        isReported = true
        return now - since
    }
}
