import Foundation
import GatewayConfiguration

/// Directories and files that hold secrets. What the gateway makes itself nobody else can read; what is there already must
/// be like it.
enum PrivatePath {
    /// - Throws: what is wrong and the command that mends it. A directory that is missing is no fault.
    static func requireDirectory(_ path: String) throws(CommandFailure) {
        guard let mode = mode(of: path), mode & 0o077 != 0 else { return }
        throw CommandFailure(
            .failed, "the data directory can be read by others (mode \(octal(mode))): chmod 700 \(quoted(path))")
    }

    /// A private key for TLS. Its group may read it: Debian's ssl-cert exists for that.
    ///
    /// - Throws: what is wrong and the command that mends it. A file that is missing is found by whoever reads it.
    static func requireKey(_ path: String) throws(CommandFailure) {
        guard let mode = mode(of: path), mode & 0o037 != 0 else { return }
        throw CommandFailure(
            .configuration, "the private key can be read by others (mode \(octal(mode))): chmod 600 \(quoted(path))")
    }

    private static func mode(of path: String) -> mode_t? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & 0o777 : nil
    }

    private static func octal(_ mode: mode_t) -> String { String(mode, radix: 8) }

    /// For a shell.
    private static func quoted(_ path: String) -> String {
        let isPlain = path.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "-"),
                UInt8(ascii: "_"):
                true
            default: false
            }
        }
        return isPlain ? path : "'" + path.replacing("'", with: "'\\''") + "'"
    }
}

extension Settings {
    /// - Throws: when others can read the listener's private key.
    func requirePrivateKeys() throws(CommandFailure) {
        if let tls = listener.tls { try PrivatePath.requireKey(tls.keyFile) }
    }
}
