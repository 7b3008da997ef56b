import HTTPWire
import NIOCore
import Policy

/// A tenant's URL: what is taken reads the same when written anew, and a request to it can be written.
enum CallbackURLFuzzing {
    static func check(_ bytes: [UInt8]) throws {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let url = try? CallbackURL(parsing: text, allowInsecure: true) else { return }
        try require(url.text == text && text.utf8.count <= CallbackURL.bytesMax, "another text")
        try require((1...65_535).contains(url.port), "port \(url.port)")
        try require(url.target.hasPrefix("/"), "a target that is no path")
        try require(
            !url.target.utf8.contains { $0 <= 0x20 || $0 >= 0x7F || $0 == UInt8(ascii: "#") }, "a target's byte")
        let again = try CallbackURL(parsing: url.origin + url.target, allowInsecure: true)
        try require(again.host == url.host && again.port == url.port && again.scheme == url.scheme, "another origin")
        try require(again.target == url.target && again.origin == url.origin, "another target")
        try checkSecure(text, url)
        try checkRequest(to: url)
    }

    private static func checkSecure(_ text: String, _ url: CallbackURL) throws {
        let secure = try? CallbackURL(parsing: text, allowInsecure: false)
        try require((secure != nil) == (url.scheme == .https), "http where only https is allowed")
    }

    private static func checkRequest(to url: CallbackURL) throws {
        let host: String
        if case .address(.v6) = url.host { host = "[\(url.host)]" } else { host = url.host.description }
        var buffer = ByteBuffer()
        let isWritten = HeadSerializer.write(
            requestLine: .post, target: url.target, host: "\(host):\(url.port)", fields: HTTPFields(),
            contentLength: 0, to: &buffer)
        try require(isWritten, "a request that cannot be written")
        let lines = String(buffer: buffer).split(separator: "\r\n", omittingEmptySubsequences: false)
        try require(lines.count == 5 && lines[0] == "POST \(url.target) HTTP/1.1", "another request line")
    }
}
