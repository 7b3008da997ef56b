import Crypto
import TestSupport
import NIOCore
import NIOSSL
import Policy
import Testing

@testable import Transport

/// Versions, suites, client certificates, and certificates that change while connections live.
struct ListenerTLSTests {
    private static let request = "GET / HTTP/1.1\r\nHost: gateway.test\r\n\r\n"

    @Test(arguments: [
        ("ECDHE-ECDSA-AES128-GCM-SHA256", true), ("ECDHE-ECDSA-CHACHA20-POLY1305", true),
        ("ECDHE-ECDSA-AES128-SHA", false), ("ECDHE-ECDSA-AES256-SHA", false),
    ])
    func takesAuthenticatedSuitesOnly(suite: String, isTaken: Bool) async throws {
        let context = try TestCertificates.clientContext {
            $0.maximumTLSVersion = .tlsv12
            $0.cipherSuites = suite
        }
        #expect(try await isServed(context) == isTaken)
    }

    @Test(arguments: [(TLSVersion.tlsv11, false), (.tlsv12, true), (.tlsv13, true)])
    func takesTLS12AndAbove(version: TLSVersion, isTaken: Bool) async throws {
        let context = try TestCertificates.clientContext {
            $0.minimumTLSVersion = .tlsv1
            $0.maximumTLSVersion = version
            if version == .tlsv13 { $0.minimumTLSVersion = .tlsv13 }
        }
        #expect(try await isServed(context) == isTaken)
    }

    private func isServed(_ context: NIOSSLContext) async throws -> Bool {
        try await World.run { world in
            let listener = try await world.listen(tls: TestCertificates.server) { _ in .text("good") }
            let peer = try await world.connect(to: listener, tls: context)
            try peer.writeLoosely(ByteBuffer(string: Self.request))
            try await eventually("an answer or the end") { peer.isClosed || peer.text.hasSuffix("good") }
            return peer.text.hasSuffix("good")
        }
    }

    @Test func takesANewCertificateWithoutDroppingConnections() async throws {
        let context = try TestCertificates.clientContext()
        try await World.run { world in
            let listener = try await world.listen(tls: TestCertificates.server) { _ in .text("good") }
            let old = try await world.connect(to: listener, tls: context)
            try await old.write(Self.request)
            try await old.receive("good")

            try listener.reload(
                ListenerConfiguration(host: "127.0.0.1", port: 0, tls: TestCertificates.renewedServer))
            let new = try await world.connect(to: listener, tls: context)
            try await new.write(Self.request)
            try await new.receive("good")
            try await old.write(Self.request)
            try await old.receive("two answers") { $0.components(of: "good") == 2 }
            #expect(try await old.peerCertificate() == TestCertificates.certificate("leaf"))
            #expect(try await new.peerCertificate() == TestCertificates.certificate("renewed"))
        }
    }

    @Test func keepsTheOldCertificateWhenTheNewOneCannotBeUsed() async throws {
        let context = try TestCertificates.clientContext()
        try await World.run { world in
            let listener = try await world.listen(tls: TestCertificates.server) { _ in .text("good") }
            let mismatched = TLSServerConfiguration(
                certificateChainPath: TestCertificates.server.certificateChainPath,
                privateKeyPath: TestCertificates.renewedServer.privateKeyPath)
            #expect(throws: TransportError.self) {
                try listener.reload(ListenerConfiguration(host: "127.0.0.1", port: 0, tls: mismatched))
            }
            let peer = try await world.connect(to: listener, tls: context)
            try await peer.write(Self.request)
            try await peer.receive("good")
        }
    }

    @Test func tellsWhichCertificateAClientShowed() async throws {
        let certificate = try TestCertificates.certificate("client")
        let expected = ClientCertificate(
            fingerprint: Array(SHA256.hash(data: try certificate.toDERBytes())), dnsNames: ["shop.test"],
            uris: ["spiffe://fusegate.test/shop"])
        try await World.run { world in
            let listener = try await world.listen(tls: TestCertificates.askingServer) { request in
                .text("\(request.clientCertificate == expected) \(request.clientCertificate == nil)")
            }
            for (name, answer) in [("client", "true false"), (nil, "false true")] {
                let context = try TestCertificates.clientContext(certificate: name)
                // The second connection resumes the first one's session where the library does so.
                for _ in 0..<2 {
                    let peer = try await world.connect(to: listener, tls: context)
                    try await peer.write(Self.request)
                    try await peer.receive(answer)
                }
            }
        }
    }

    @Test func refusesACertificateOfAnUnknownAuthority() async throws {
        let context = try TestCertificates.clientContext(certificate: "stranger")
        try await World.run { world in
            let listener = try await world.listen(tls: TestCertificates.askingServer) { _ in .text("never") }
            let peer = try await world.connect(to: listener, tls: context)
            try? await peer.write(Self.request)
            try await peer.waitUntilClosed()
            #expect(peer.text.isEmpty)
        }
    }

    @Test func asksForNoCertificateUnlessConfigured() async throws {
        let context = try TestCertificates.clientContext(certificate: "client")
        try await World.run { world in
            let listener = try await world.listen(tls: TestCertificates.server) { request in
                .text("\(request.clientCertificate == nil)")
            }
            let peer = try await world.connect(to: listener, tls: context)
            try await peer.write(Self.request)
            try await peer.receive("true")
        }
    }
}
