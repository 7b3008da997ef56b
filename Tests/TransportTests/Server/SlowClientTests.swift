import HTTPWire
import TestSupport
import NIOCore
import Testing

@testable import Transport

/// Clients that send or take too slowly, or too much at once.
struct SlowClientTests {
    private static let request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
    private static let closingRequest = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"

    @Test func theAllowanceGrowsWithTheBytes() {
        let rate = MinimumRate(bytesPerSecond: 500, grace: .seconds(5))
        #expect(rate.allowance(bytes: 0) == .seconds(5))
        #expect(rate.allowance(bytes: 250) == .milliseconds(5500))
        #expect(rate.allowance(bytes: 50_000) == .seconds(105))
    }

    @Test func aBodyBelowTheMinimumRateIsCutOff() async throws {
        var limits = ListenerLimits.patient
        limits.minimumRate = MinimumRate(bytesPerSecond: 100_000, grace: .milliseconds(50))
        try await World.run { [limits] world in
            let listener = try await world.listen(limits: limits) { request in
                do throws(BodyError) {
                    return .text("\(try await request.readBody(maxBytes: 1 << 20).readableBytes)")
                } catch {
                    return .text("\(error)", status: 408)
                }
            }
            let slow = try await world.connect(to: listener)
            try await slow.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nsome")
            // Bounded by the minimum rate: the body's own deadline is 30 s.
            try await slow.waitUntilClosed()
            #expect(slow.text.hasPrefix("HTTP/1.1 408 "))
            #expect(slow.text.hasSuffix("timedOut"))
        }
    }

    @Test func aBodyAboveTheMinimumRateMayOutlastTheGrace() async throws {
        var limits = ListenerLimits.patient
        limits.minimumRate = MinimumRate(bytesPerSecond: 1, grace: .milliseconds(20))
        try await World.run { [limits] world in
            let listener = try await world.listen(limits: limits) { request in
                .text("\((try? await request.readBody(maxBytes: 1 << 20))?.readableBytes ?? -1)")
            }
            let peer = try await world.connect(to: listener)
            try await peer.write(
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\n" + String(repeating: "a", count: 600))
            // Longer than the grace, far less than what 600 bytes at 1 B/s allow.
            try await Task.sleep(for: .milliseconds(100))
            try await peer.write(String(repeating: "a", count: 300))
            try await peer.receive("900")
        }
    }

    /// A close must wait for what the kernel has not taken yet.
    @Test(arguments: [false, true])
    func theLastAnswerOfAConnectionIsWholeForASlowReader(overTLS: Bool) async throws {
        let size = 8 << 20
        try await World.run { world in
            let listener = try await world.listen(tls: overTLS ? TestCertificates.server : nil) { _ in
                ServerResponse(status: 200, body: ByteBuffer(repeating: 0x61, count: size))
            }
            let context = overTLS ? try TestCertificates.clientContext() : nil
            let peer = try await world.connect(to: listener, receiveBufferBytes: 4096, tls: context)
            try await peer.write(Self.closingRequest)
            try await eventually("the answer has begun") { peer.receivedCount > 0 }
            // It may have taken everything by now.
            try? await peer.setReading(false)
            try await Task.sleep(for: .milliseconds(100))
            try? await peer.setReading(true)
            try await peer.waitUntilClosed()
            #expect(peer.receivedCount > size)
        }
    }

    @Test func anAnswerTakenBelowTheMinimumRateIsCutOff() async throws {
        var limits = ListenerLimits.patient
        limits.writeStallTimeout = .milliseconds(100)
        limits.minimumRate = MinimumRate(bytesPerSecond: 1 << 30, grace: .milliseconds(300))
        try await World.run { [limits] world in
            let listener = try await world.listen(limits: limits) { _ in
                ServerResponse(status: 200, body: ByteBuffer(repeating: 0x61, count: 16 << 20))
            }
            let peer = try await world.connect(to: listener, receiveBufferBytes: 4096)
            try await peer.setReading(false)
            try await peer.write(Self.request)
            // Always something, never enough: each pause is below the stall's time.
            let trickling = Task {
                while !Task.isCancelled, !peer.isClosed {
                    try peer.read()
                    try await Task.sleep(for: .milliseconds(20))
                }
            }
            try await eventually("the connection is forgotten") { listener.connectionCount == 0 }
            trickling.cancel()
            _ = try? await trickling.value
            #expect(peer.receivedCount < 16 << 20)
        }
    }

    @Test func manyRequestsInARowEndTheConnection() async throws {
        var limits = ListenerLimits.patient
        limits.pipelinedRequestsMax = 3
        try await World.run { [limits] world in
            let listener = try await world.listen(limits: limits) { _ in .text("good") }
            let hasty = try await world.connect(to: listener)
            try hasty.writeLoosely(ByteBuffer(string: String(repeating: Self.request, count: 10)))
            try await hasty.waitUntilClosed()
            #expect(hasty.text.components(of: "good") == 3)
            #expect(hasty.text.components(of: "Connection: close") == 1)

            let patient = try await world.connect(to: listener)
            for count in 1...10 {
                try await patient.write(Self.request)
                try await patient.receive("answer \(count)") { $0.components(of: "good") == count }
            }
        }
    }
}
