import EventLoop
import Foundation
import Policy

/// The read path on an event loop alone: what `deploy/bench/event_loop.py` measures against nginx.
///
///     read-path-probe PORT UPSTREAM_PORT AUDIT_FILE KEY [awaited]
///
/// With `awaited` each connection is served by an async function in place of callbacks.
/// It does a read's whole policy through the loop's interface (strict head, key, rate limit, token, limit fields, audit) and
/// refuses everything that is not a plain read. It serves measurements only.
@main struct ReadPathProbe {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard (5...6).contains(arguments.count), let port = UInt16(arguments[1]),
            let upstreamPort = UInt16(arguments[2])
        else {
            FileHandle.standardError.write(
                Data("usage: read-path-probe PORT UPSTREAM_PORT AUDIT_FILE KEY [awaited]\n".utf8))
            exit(2)
        }
        let directory = CallerDirectory()
        directory.add(
            Caller(
                key: arguments[4], tenant: "ten_01JDZ8Q5V7K3M9X2C4B6N8P0R1",
                setting: RateLimitSetting(quota: 1_000_000, windowSeconds: 1)))
        let loop = try SocketLoop(kernel: try LinuxKernel())
        let gateway = ReadGateway(
            upstreamPort: upstreamPort, token: "upstream-token", directory: directory,
            audit: try ReadAudit(path: arguments[3]))
        loop.turn(waits: false)
        let acceptor: any StreamAcceptor = arguments.last == "awaited" ? AwaitedReads(gateway: gateway) : gateway
        _ = try loop.listen(at: .ip(.v4(0x7F00_0001), port: port), acceptor: acceptor)
        loop.run()
    }
}
