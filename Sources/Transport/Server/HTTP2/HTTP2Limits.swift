import HTTPWire
import NIOCore
import NIOHTTP2

/// What one HTTP/2 connection may do. Where the library counts, these are its limits.
struct HTTP2Limits: Sendable {
    /// Requests at once, those included whose stream the client has reset: their work goes on (CVE-2023-44487).
    static let exchangesMax = 32
    /// Of one stream, before its body is read: with `exchangesMax`, half a MiB a connection.
    static let windowBytes = 16 * 1024
    /// RST_STREAM frames of the client in `window` (rapid reset).
    static let resetsMax = 100
    /// Streams in `window` that the client made us reset by breaking the protocol (MadeYouReset, CVE-2025-8671).
    static let streamErrorsMax = 50
    /// PING, SETTINGS and PRIORITY frames in `window`; and as many WINDOW_UPDATE frames beside those that are earned.
    static let controlFramesMax = 100
    /// What earns the client a WINDOW_UPDATE frame. Honest ones send two (stream, connection) for every 4 to 32 KiB that
    /// they receive, some for every answer; the smallest answer is 200 bytes with its head.
    static let bytesPerWindowUpdate = 100
    /// Earned and not yet sent: enough for 32 MiB on their way to a client that sends two for every 4 KiB.
    static let windowUpdatesSavedMax = 16 * 1024
    /// Answers to those that wait for the client to read them.
    static let bufferedControlFramesMax = 200
    /// CONTINUATION frames in a row: a head of 16 KiB fits into two.
    static let continuationsMax = 4
    static let window: TimeAmount = .seconds(30)
    /// After GOAWAY, for the client to notice and for streams to end.
    static let graceTime: TimeAmount = .seconds(30)

    static func connection(_ limits: ListenerLimits) -> NIOHTTP2Handler.ConnectionConfiguration {
        var configuration = NIOHTTP2Handler.ConnectionConfiguration()
        configuration.initialSettings = [
            HTTP2Setting(parameter: .maxConcurrentStreams, value: exchangesMax),
            HTTP2Setting(parameter: .initialWindowSize, value: windowBytes),
            HTTP2Setting(parameter: .maxHeaderListSize, value: limits.wire.headBytesMax),
        ]
        configuration.maximumBufferedControlFrames = bufferedControlFramesMax
        configuration.maximumSequentialContinuationFrames = continuationsMax
        configuration.controlFrameRateLimit.maximumCount = controlFramesMax
        configuration.controlFrameRateLimit.windowLength = window
        configuration.maximumConnectionGlitches = streamErrorsMax
        return configuration
    }

    static var stream: NIOHTTP2Handler.StreamConfiguration {
        var configuration = NIOHTTP2Handler.StreamConfiguration()
        configuration.targetWindowSize = windowBytes
        configuration.streamResetFrameRateLimit.maximumCount = resetsMax
        configuration.streamResetFrameRateLimit.windowLength = window
        configuration.streamErrorRateLimit.maximumCount = streamErrorsMax
        configuration.streamErrorRateLimit.windowLength = window
        return configuration
    }
}
