import ArgumentParser
import Foundation
import Policy

/// Secrets come from files, from stdin or from a person without echo; never from the command line, which every
/// process of the machine can read.
struct SecretInput {
    /// A secret of 4 KiB and its name.
    private static let fileBytesMax = 64 << 10

    private let readLine: (_ prompt: String) throws -> String?

    init(readLine: @escaping (_ prompt: String) throws -> String?) { self.readLine = readLine }

    /// This process's stdin: a prompt on a terminal, one line each otherwise.
    static var standard: SecretInput {
        SecretInput { prompt in
            isatty(STDIN_FILENO) == 1 ? Terminal.ask(prompt) : Swift.readLine(strippingNewline: true)
        }
    }

    /// The secret from `file`, else `name` of the environment file, else from stdin.
    func secret(_ name: String, called prompt: String, file: String?, environment: [String: String]) throws
        -> Secret<String>
    {
        if let file { return try Self.checked(Self.contents(of: file), prompt) }
        if let value = environment[name] { return try Self.checked(value, prompt) }
        guard let line = try readLine(prompt) else {
            throw CommandFailure(.usage, "\(prompt) is missing: give it on stdin, one secret a line, or in a file")
        }
        return try Self.checked(line, prompt)
    }

    /// `NAME=value` lines, as systemd's EnvironmentFile: empty lines and those with # are skipped, quotes are removed.
    static func environment(file: String?) throws -> [String: String] {
        guard let file else { return [:] }
        var values: [String: String] = [:]
        for (index, line) in try contents(of: file).split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            let line = line.trimmingCharacters(in: .whitespaces)
            guard !line.isEmpty, !line.hasPrefix("#") else { continue }
            guard let equals = line.firstIndex(of: "=") else {
                throw CommandFailure(.usage, "\(file):\(index + 1): must be NAME=value")
            }
            var value = line[line.index(after: equals)...]
            for quote in ["\"", "'"] where value.count >= 2 && value.hasPrefix(quote) && value.hasSuffix(quote) {
                value = value.dropFirst().dropLast()
            }
            values[String(line[..<equals])] = String(value)
        }
        return values
    }

    private static func contents(of file: String) throws -> String {
        let unreadable = CommandFailure(.usage, "\(file) cannot be read, or is too large for a secret")
        guard let handle = FileHandle(forReadingAtPath: file) else { throw unreadable }
        defer { try? handle.close() }
        try PrivatePath.requireSecret(handle, at: file)
        guard let data = try? handle.read(upToCount: fileBytesMax + 1) ?? Data(), data.count <= fileBytesMax else {
            throw unreadable
        }
        return String(decoding: data, as: UTF8.self)
    }

    private static func checked(_ text: String, _ prompt: String) throws -> Secret<String> {
        // Editors put a byte-order mark at a file's beginning and a line end at its end; neither is the secret's.
        let unmarked = text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
        let secret = unmarked.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !secret.isEmpty else { throw CommandFailure(.usage, "\(prompt) is empty") }
        guard !secret.unicodeScalars.contains(where: { $0.value < 0x20 || $0 == "\u{FEFF}" || $0 == "\u{FFFD}" }) else {
            throw CommandFailure(.usage, "\(prompt) is not one line of UTF-8 text")
        }
        return Secret(secret)
    }
}
