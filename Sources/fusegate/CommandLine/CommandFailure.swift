import Admin
import ArgumentParser
import Foundation
import GatewayConfiguration

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
        guard let failure = CommandFailure(error) else { Fusegate.exit(withError: error) }
        let line = failure.message.split(whereSeparator: \.isNewline).joined(separator: " ")
        FileHandle.standardError.write(Data("fusegate: \(TerminalText.escape(line))\n".utf8))
        Foundation.exit(failure.status.rawValue)
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
