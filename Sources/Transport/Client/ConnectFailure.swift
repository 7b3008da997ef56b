import Foundation
import NIOCore
import NIOPosix

/// Why no connection came about, in words that an operator and a tenant can read.
enum ConnectFailure {
    static func text(_ error: any Error) -> String {
        switch error {
        case let error as IOError: text(ofErrno: error.errnoCode)
        // Each address was tried; the last says what the others did, or less.
        case let error as NIOConnectionError: error.connectionErrors.last.map { text($0.error) } ?? "\(error)"
        case ChannelError.connectTimeout: "connect timed out"
        default: "\(error)"
        }
    }

    private static func text(ofErrno code: CInt) -> String {
        switch code {
        case ECONNREFUSED: "the connection was refused"
        case ECONNRESET: "the connection was reset"
        case EHOSTUNREACH, ENETUNREACH: "no route leads there"
        case ETIMEDOUT: "connect timed out"
        case EADDRNOTAVAIL: "this machine has no address or port left to connect from"
        default: String(cString: strerror(code))
        }
    }
}
