import AdminAPI
import ArgumentParser
import Foundation
import GatewayConfiguration
import HTTPWire

/// A command's end that is not success: one line on stderr, and a status.
struct CommandFailure: Error, Equatable, CustomStringConvertible {
    let status: ExitStatus
    let message: String

    init(_ status: ExitStatus, _ message: String) {
        self.status = status
        self.message = message
    }

    var description: String { message }

    /// `nil` for what ArgumentParser itself has to say: help, version, mistakes of usage.
    init?(_ error: any Error) {
        switch error {
        case let failure as CommandFailure: self = failure
        case let error as AdminError: self.init(Self.status(of: error.code), error.message)
        case let error as ConfigurationError: self.init(.configuration, error.description)
        default: return nil
        }
    }

    static func exit(with error: any Error) -> Never {
        let arguments = Array(CommandLine.arguments.dropFirst())
        let isJSON = arguments.contains("--json")
        guard let failure = CommandFailure(error) ?? ofUsage(error, arguments, isJSON: isJSON) else {
            Fusegate.exit(withError: error)
        }
        FileHandle.standardError.write(Data((isJSON ? failure.json : failure.line).utf8))
        Foundation.exit(failure.status.rawValue)
    }

    /// Mistakes of usage, where there is more to say than ArgumentParser does: a suggestion, or all of it as JSON. Of a
    /// misspelt command the options are not known, so that it comes before what ArgumentParser says of them.
    private static func ofUsage(_ error: any Error, _ arguments: [String], isJSON: Bool) -> CommandFailure? {
        guard Fusegate.exitCode(for: error) == .validationFailure else { return nil }
        let misspelling = Misspelling.find(in: arguments, of: Fusegate.self)
        guard isJSON || misspelling != nil else { return nil }
        return CommandFailure(.usage, misspelling?.description ?? Fusegate.message(for: error))
    }

    private var line: String {
        let line = message.split(whereSeparator: \.isNewline).joined(separator: " ")
        return "fusegate: \(TerminalText.escape(line))\n"
    }

    private var json: String {
        let error: JSONValue = ["error": ["status": .integer(Int(status.rawValue)), "message": .text(message)]]
        return String(decoding: error.serialize(), as: UTF8.self) + "\n"
    }

    private static func status(of code: AdminError.Code) -> ExitStatus {
        switch code {
        case .invalidRequest: .usage
        case .forbidden: .notPermitted
        case .invalidConfiguration: .configuration
        case .notFound: .notFound
        case .conflict: .conflict
        case .unavailable, .unreachable: .unavailable
        case .internalError: .failed
        }
    }
}
