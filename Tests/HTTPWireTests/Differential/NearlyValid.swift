import TestSupport

/// Messages made of good parts and of parts that parsers have disagreed about.
enum NearlyValid {
    private static let methods = [
        "GET", "GET", "POST", "POST", "PUT", "HEAD", "DELETE", "PATCH", "OPTIONS", "CONNECT", "TRACE", "get", "PRI",
    ]
    private static let targets = [
        "/", "/a", "/a/b?c=d", "/a%20b", "/a?b=[c]", "//a", "/..", "/a%2fb", "*", "http://a/b", "a:443", "/a#b",
        "/\u{e9}", "/a\"b", "/a|b", "/a\\b", "/a?\u{1}", "",
    ]
    private static let requestVersions = [
        "HTTP/1.1", "HTTP/1.1", "HTTP/1.1", "HTTP/1.0", "HTTP/1.2", "HTTP/2.0", "http/1.1", "HTTP/1.1 ", "HTTP/01.1",
    ]
    private static let statusLines = [
        "HTTP/1.1 200 OK", "HTTP/1.1 200 OK", "HTTP/1.1 200", "HTTP/1.1 200 ", "HTTP/1.0 200 OK", "HTTP/1.1 204 None",
        "HTTP/1.1 304 Not Modified", "HTTP/1.1 100 Continue", "HTTP/1.1 103 Hints", "HTTP/1.1 205 Reset",
        "HTTP/1.1 599 \u{e9}", "HTTP/1.1 99 Low", "HTTP/1.1 600 High", "HTTP/1.1  200 OK", "HTTP/1.1 0200 OK",
        "HTTP/1.1 101 Switching", "HTTP/1.1\t200 OK", "ICY 200 OK",
    ]
    /// Without Proxy-Connection: it has no meaning (RFC 9112, appendix C.2.2), but llhttp gives it Connection's.
    private static let names = [
        "Content-Length", "Content-Length", "content-length", "Transfer-Encoding", "Transfer-Encoding", "Connection",
        "Connection", "Upgrade", "Expect", "Host", "Content_Length", "X-A", "X-A", "TE", "Trailer",
        "Keep-Alive", "Content-Length ", "Transfer-Encoding\t", " Host", "", "X(A)", "X\u{0}A", "Sec-WebSocket-Key1",
    ]
    private static let values = [
        "3", "3", "5", "0", "05", "+3", "-1", "0x3", "3, 3", "3 ", "\t3\t", "\"3\"", "99999999999999999999", "chunked",
        "chunked", "CHUNKED", "chunked ", "\tchunked\t", "gzip", "gzip, chunked", "chunked, gzip", "chunked;a=b",
        "identity", "close", "keep-alive", "close, keep-alive", "Close", "keep-alive ,close", "upgrade", "close\t",
        "upgrade, close", "host", "", " ", "a", "a b", "a\tb", "a\u{1}b", "a\u{7f}b", "\u{e9}", "100-continue", "h2c",
        "a,b", "closed", "xclose", "keep-alive\t, x",
    ]
    private static let bodies = [
        "", "", "abc", "abcde", "3\r\nabc\r\n0\r\n\r\n", "3\r\nabc\r\n0\r\n\r\n", "0\r\n\r\n",
        "03\r\nabc\r\n00\r\n\r\n",
        "3;a=b\r\nabc\r\n0\r\n\r\n", "3 \r\nabc\r\n0\r\n\r\n", "3\nabc\n0\n\n", "3\r\nabcd\r\n0\r\n\r\n",
        "3\r\nabc0\r\n\r\n", "A\r\n0123456789\r\n0\r\nX: y\r\n\r\n", "-1\r\n\r\n", "0x3\r\nabc\r\n0\r\n\r\n",
        "FFFFFFFFFFFFFFFF\r\nabc", "3\r\nabc\r\n0\r\n\r", "\r\n", "\n", "3\r\nabc\r\n\r\n",
    ]
    private static let lineEnds =
        Array(repeating: "\r\n", count: 150) + ["\n", "\r", "\r\r\n", "\r\n ", "\r\n\t", " \r\n"]
    private static let separators = Array(repeating: ": ", count: 60) + [":", ":\t ", " : ", ":  ", "", ":\r\n "]

    static func request(using random: inout SeededGenerator) -> [UInt8] {
        var text = random.chance(30) ? random.pick(["\r\n", "\n", "\r", "\r\n\r\n", " "]) : ""
        let space = random.chance(100) ? random.pick(["  ", "\t", ""]) : " "
        let version = random.chance(10) ? random.pick(requestVersions) : "HTTP/1.1"
        text += (random.chance(10) ? random.pick(methods) : random.pick(["GET", "POST"])) + space
        text += (random.chance(10) ? random.pick(targets) : "/a") + space + version + lineEnd(&random)
        if !random.chance(40) { text += "Host: a" + lineEnd(&random) }
        return Array((text + fields(&random) + body(&random)).utf8)
    }

    static func response(using random: inout SeededGenerator) -> [UInt8] {
        var text = ""
        for _ in 0..<(random.chance(6) ? Int.random(in: 1...5, using: &random) : 0) {
            text += "HTTP/1.1 100 Continue\r\n" + (random.chance(3) ? fields(&random) : "\r\n")
        }
        text += (random.chance(3) ? random.pick(statusLines) : "HTTP/1.1 200 OK") + lineEnd(&random)
        return Array((text + fields(&random) + body(&random)).utf8)
    }

    /// Field lines and the empty line.
    private static func fields(_ random: inout SeededGenerator) -> String {
        var text = ""
        for _ in 0..<Int.random(in: 0...2, using: &random) {
            text += random.pick(names) + random.pick(separators) + random.pick(values) + lineEnd(&random)
        }
        switch Int.random(in: 0..<6, using: &random) {
        case 0, 1: text += "Content-Length: \(random.pick(["3", "5", "0"]))" + lineEnd(&random)
        case 2, 3: text += "Transfer-Encoding: chunked" + lineEnd(&random)
        default: break
        }
        return text + lineEnd(&random)
    }

    private static func body(_ random: inout SeededGenerator) -> String {
        random.pick(bodies) + (random.chance(2) ? "" : random.pick(bodies))
    }

    private static func lineEnd(_ random: inout SeededGenerator) -> String { random.pick(lineEnds) }
}
