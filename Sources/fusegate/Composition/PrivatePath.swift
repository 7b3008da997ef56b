import Foundation
import GatewayConfiguration
import Transport

/// Directories and files that hold secrets. What the gateway makes itself nobody else can read; what is there already must
/// be like it.
enum PrivatePath {
    /// - Throws: what is wrong and the command that mends it. A directory that is missing is no fault.
    static func requireDirectory(_ path: String) throws(CommandFailure) {
        guard let mode = mode(of: path) else { return }
        try require("the data directory", path, mode, without: 0o077, mendedBy: "chmod 700", orEnd: .failed)
    }

    /// A private key for TLS. Its group may read it: Debian's ssl-cert exists for that.
    ///
    /// - Throws: what is wrong and the command that mends it. A file that is missing is found by whoever reads it.
    static func requireKey(_ path: String) throws(CommandFailure) {
        guard let mode = mode(of: path) else { return }
        try require("the private key", path, mode, without: 0o037, mendedBy: "chmod 600", orEnd: .configuration)
    }

    /// A file that a command takes a secret from, already open, so that what was judged is what is read. Its group may
    /// read it, as it may be the operators'. A pipe or a terminal, such as `/dev/stdin`, is nobody else's.
    ///
    /// - Throws: what is wrong and the command that mends it.
    static func requireSecret(_ file: FileHandle, at path: String) throws(CommandFailure) {
        var status = stat()
        guard fstat(file.fileDescriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return }
        try require(
            "the secret's file", path, status.st_mode & 0o777, without: 0o037, mendedBy: "chmod 600", orEnd: .usage)
    }

    private static func require(
        _ what: String, _ path: String, _ mode: mode_t, without others: mode_t, mendedBy command: String,
        orEnd status: ExitStatus
    ) throws(CommandFailure) {
        guard mode & others != 0 else { return }
        throw CommandFailure(
            status, "\(what) can be read by others (mode \(octal(mode))): \(command) \(quoted(path))")
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
        if let tls = listener.tls { try PrivatePath.requireKey(tls.privateKeyPath) }
    }
}
