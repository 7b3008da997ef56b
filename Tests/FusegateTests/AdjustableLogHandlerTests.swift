import Logging
import Testing

@testable import fusegate

@Suite struct AdjustableLogHandlerTests {
    private let threshold = LogThreshold(.info)

    private func logger() -> Logger {
        Logger(label: "test") { [threshold] _ in AdjustableLogHandler(SwiftLogNoOpLogHandler(), threshold: threshold) }
    }

    @Test func followsTheThreshold() {
        let logger = logger()
        threshold.level = .debug
        #expect(logger.logLevel == .debug)
        threshold.level = .error
        #expect(logger.logLevel == .error)
    }

    /// As libraries do that log too much at the level they are given.
    @Test func aCopysLevelIsItsOwn() {
        let logger = logger()
        var quieter = logger
        quieter.logLevel = .warning
        #expect(quieter.logLevel == .warning)
        #expect(logger.logLevel == .info)
        threshold.level = .error
        #expect(quieter.logLevel == .error)
    }
}
