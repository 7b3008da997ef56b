import Logging
import NIOCore
import NIOEmbedded
import Synchronization
import Testing

@testable import Transport

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@Suite struct AcceptPauseTests {
    private static let outOfDescriptors = IOError(errnoCode: EMFILE, reason: "accept")

    private func isReading(_ channel: EmbeddedChannel) -> Bool? {
        channel.options.last { $0.option is ChannelOptions.Types.AutoReadOption }?.value as? Bool
    }

    private func channel(_ log: LogLines) throws -> EmbeddedChannel {
        let channel = EmbeddedChannel()
        let logger = Logger(label: "test") { _ in log }
        try channel.pipeline.syncOperations.addHandler(AcceptPause(logger: logger))
        return channel
    }

    @Test func eachFailurePausesAgain() throws {
        let log = LogLines()
        let channel = try channel(log)
        for _ in 0..<3 {
            channel.pipeline.fireErrorCaught(Self.outOfDescriptors)
            #expect(isReading(channel) == false)
            channel.embeddedEventLoop.advanceTime(by: AcceptPause.pause - .nanoseconds(1))
            #expect(isReading(channel) == false)
            channel.embeddedEventLoop.advanceTime(by: .nanoseconds(1))
            #expect(isReading(channel) == true)
        }
        #expect(log.messages == ["cannot accept connections; waiting"])
    }

    @Test func saysWhenItIsOver() throws {
        let log = LogLines()
        let channel = try channel(log)
        channel.pipeline.fireErrorCaught(Self.outOfDescriptors)
        for _ in 0..<2 { channel.pipeline.fireChannelRead(EmbeddedChannel() as any Channel) }
        channel.pipeline.fireErrorCaught(Self.outOfDescriptors)
        #expect(
            log.messages == [
                "cannot accept connections; waiting", "accepting connections again",
                "cannot accept connections; waiting",
            ])
    }

    @Test func leavesOtherErrorsToOthers() throws {
        struct Other: Error {}
        let channel = try channel(LogLines())
        channel.pipeline.fireErrorCaught(Other())
        #expect(isReading(channel) == nil)
        #expect(throws: Other.self) { try channel.throwIfErrorCaught() }
    }
}

/// Keeps what is logged.
private final class LogLines: LogHandler, Sendable {
    private let lines = Mutex<[String]>([])

    var messages: [String] { lines.withLock(\.self) }
    var metadata: Logger.Metadata {
        get { [:] }
        set { _ = newValue }
    }
    var logLevel: Logger.Level {
        get { .trace }
        set { _ = newValue }
    }

    subscript(metadataKey _: String) -> Logger.Metadata.Value? {
        get { nil }
        set { _ = newValue }
    }

    func log(event: LogEvent) { lines.withLock { $0.append("\(event.message)") } }
}
