import NIOCore

/// How many WINDOW_UPDATE frames a client may send: some without a reason, and more for what it was sent.
struct WindowUpdateBudget {
    private var earnedBytes = 0
    private var unearnedFrames = HTTP2Limits.controlFramesMax
    private var refilledAt: NIODeadline

    init(at now: NIODeadline) { refilledAt = now }

    mutating func earn(bytes: Int) {
        earnedBytes = min(earnedBytes + bytes, HTTP2Limits.windowUpdatesSavedMax * HTTP2Limits.bytesPerWindowUpdate)
    }

    /// `false`: it is a flood.
    mutating func spend(frames: Int, at now: NIODeadline) -> Bool {
        if now - refilledAt > HTTP2Limits.window {
            refilledAt = now
            unearnedFrames = HTTP2Limits.controlFramesMax
        }
        let earned = min(frames, earnedBytes / HTTP2Limits.bytesPerWindowUpdate)
        earnedBytes -= earned * HTTP2Limits.bytesPerWindowUpdate
        unearnedFrames -= frames - earned
        return unearnedFrames >= 0
    }
}
