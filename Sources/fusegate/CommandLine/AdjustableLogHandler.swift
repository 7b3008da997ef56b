import Logging
import Synchronization

/// A log's level that can be changed while loggers are in use.
final class LogThreshold: Sendable {
    private let storage: Mutex<Logger.Level>

    init(_ level: Logger.Level) { storage = Mutex(level) }

    var level: Logger.Level {
        get { storage.withLock { $0 } }
        set { storage.withLock { $0 = newValue } }
    }
}

/// Passes on what is at or above the shared threshold, and, in a logger whose own level was set, at or above that.
struct AdjustableLogHandler<Base: LogHandler>: LogHandler {
    private var base: Base
    private let threshold: LogThreshold
    /// Of this logger and its copies only.
    private var ownLevel: Logger.Level?

    init(_ base: Base, threshold: LogThreshold) {
        self.base = base
        self.threshold = threshold
        self.base.logLevel = .trace
    }

    var logLevel: Logger.Level {
        get { max(threshold.level, ownLevel ?? .trace) }
        set { ownLevel = newValue }
    }

    var metadata: Logger.Metadata {
        get { base.metadata }
        set { base.metadata = newValue }
    }

    var metadataProvider: Logger.MetadataProvider? {
        get { base.metadataProvider }
        set { base.metadataProvider = newValue }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { base[metadataKey: key] }
        set { base[metadataKey: key] = newValue }
    }

    func log(event: LogEvent) { base.log(event: event) }
}
