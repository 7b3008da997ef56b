import Foundation
import HTTPWire
import Logging
import Policy
import Threading
import Transport

/// One JSON object a line on standard error, for log collectors: `time`, `level`, `message`, then the metadata.
struct JSONLogHandler: LogHandler {
    var logLevel: Logger.Level = .info
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let line = Self.line(
            level: event.level, message: event.message.description,
            metadata: metadata.merging(event.metadata ?? [:]) { _, new in new }, at: SystemClock.now())
        FileHandle.standardError.write(Data(line))
    }

    /// Names of the line itself win over metadata of the same name.
    static func line(level: Logger.Level, message: String, metadata: Logger.Metadata, at now: Timestamp) -> [UInt8] {
        var line: JSONValue = [
            "time": .text(now.description), "level": .text(level.rawValue), "message": .text(message),
        ]
        for (name, value) in metadata.sorted(by: { $0.key < $1.key }) where line[name] == nil {
            line[name] = .text("\(value)")
        }
        return line.serialize() + [UInt8(ascii: "\n")]
    }
}
