import HTTPWire
import TestSupport
import NIOCore
import NIOSSL
import Testing

@testable import Transport

struct TLSTests {
    private static let trusting = HTTPClientConfiguration(trustRootsPath: TestCertificates.rootPath)

    @Test func anExchangeBothWays() async throws {
        try await World.run { world in
            let listener = try await world.listen(tls: TestCertificates.server) { request in
                let body = try? await request.readBody(maxBytes: 1 << 20)
                return .text("\(request.isTLS) \(body?.readableBytes ?? -1)")
            }
            let client = try world.client(Self.trusting)
            let origin = Origin(scheme: .https, host: "127.0.0.1", port: listener.localPort)
            for size in [0, 5, 300_000] {
                var request = ClientRequest.post("", to: origin)
                request.body = ByteBuffer(repeating: 0x61, count: size)
                let answer = try await client.send(request, deadlines: .ample)
                #expect(String(buffer: answer.body) == "true \(size)")
            }
            await client.shutdown()
            try await eventually("the connection is forgotten") { listener.connectionCount == 0 }
        }
    }

    @Test func dialsThePinnedAddressAndVerifiesTheName() async throws {
        try await World.run { world in
            let listener = try await world.listen(host: "0.0.0.0", tls: TestCertificates.server) {
                .text($0.head.fields.value(of: "host") ?? "-")
            }
            let client = try world.client(Self.trusting)
            // The certificate also names 127.0.0.1, which would do for a connection to that address.
            func origin(_ host: String) -> Origin {
                Origin(scheme: .https, host: host, port: listener.localPort, pinnedAddress: "127.0.0.2")
            }
            let answer = try await client.send(.get(from: origin("gateway.test")), deadlines: .ample)
            #expect(String(buffer: answer.body) == "gateway.test:\(listener.localPort)")
            let error = await failure(of: client, .post("money", to: origin("other.test")))
            #expect(error?.kind == .tlsFailed)
            #expect(error?.requestBytesWritten == false)
            #expect(
                error?.reason
                    == "\(origin("other.test")): the certificate is for gateway.test, 127.0.0.1, not other.test")
        }
    }

    @Test(
        arguments: [
            ("self-signed", "the certificate is self-signed, not issued by a known authority"),
            ("expired", "the certificate expired on 2021-01-01"),
            (
                "leaf",
                "the certificate was issued by \"Fusegate test root\", for which no known authority vouches: an "
                    + "intermediate certificate may be missing"
            ),
        ])
    func saysWhatIsWrongWithACertificate(name: String, sentence: String) async throws {
        try await World.run { world in
            let listener = try await world.listen(tls: TestCertificates.serving(name)) { _ in .text("never") }
            let origin = Origin(scheme: .https, host: "127.0.0.1", port: listener.localPort)
            let error = await failure(of: try world.client(), .post("money", to: origin))
            #expect(error?.kind == .tlsFailed)
            #expect(error?.reason == "\(origin): \(sentence)")
        }
    }

    /// Its names are `*`, `*.test`, `g*.shop.test`, `*.*.two.test` and `*.good.test`.
    @Test(arguments: ["localhost", "shop.test", "gateway.shop.test", "a.b.two.test", "good.test", "a.b.good.test"])
    func aWildcardThatStandsForEverythingStandsForNothing(host: String) async throws {
        try await World.run { world in
            let listener = try await world.listen(tls: TestCertificates.serving("wildcards")) { _ in .text("never") }
            let client = try world.client(HTTPClientConfiguration(trustRootsPath: TestCertificates.wildcardsRootPath))
            func origin(_ host: String) -> Origin {
                Origin(scheme: .https, host: host, port: listener.localPort, pinnedAddress: "127.0.0.1")
            }
            let error = await failure(of: client, .post("money", to: origin(host)))
            #expect(error?.kind == .tlsFailed && error?.requestBytesWritten == false)
            #expect(
                error?.reason
                    == "\(origin(host)): the certificate is for *, *.test, g*.shop.test and 2 more, not \(host)")
            let answer = try await client.send(.get(from: origin("a.good.test")), deadlines: .ample)
            #expect(String(buffer: answer.body) == "never")
        }
    }

    @Test func trustedCertificatesThatCannotBeReadAreNamed() {
        for path in ["/no/such.pem", TestCertificates.noCertificatePath] {
            let configuration = HTTPClientConfiguration(trustRootsPath: path)
            let error = #expect(throws: TransportError.self) { try configuration.check() }
            #expect(error?.description.hasPrefix("the trusted certificates \(path) cannot be read: ") == true)
        }
        #expect(throws: Never.self) { try HTTPClientConfiguration(trustRootsPath: TestCertificates.rootPath).check() }
        #expect(throws: Never.self) { try HTTPClientConfiguration().check() }
    }

    @Test func saysThatTheOtherSideDoesNotSpeakTLS() async throws {
        try await World.run { world in
            let listener = try await world.listen { _ in .text("plain") }
            let origin = Origin(scheme: .https, host: "127.0.0.1", port: listener.localPort)
            let error = await failure(of: try world.client(), .post("money", to: origin))
            #expect(error?.kind == .tlsFailed)
            #expect(error?.reason == "\(origin): the other side does not speak TLS at this port")
        }
    }

    @Test func doesNotTrustAnUnknownRoot() async throws {
        try await World.run { world in
            let listener = try await world.listen(tls: TestCertificates.server) { _ in .text("never") }
            let origin = Origin(scheme: .https, host: "127.0.0.1", port: listener.localPort)
            let error = await failure(of: try world.client(), .post("money", to: origin))
            #expect(error?.kind == .tlsFailed)
            #expect(error?.requestBytesWritten == false)
        }
    }

    @Test func aHandshakeThatNeverFinishesTimesOut() async throws {
        var limits = ListenerLimits.patient
        limits.headTimeout = .milliseconds(30)
        try await World.run { [limits] world in
            let listener = try await world.listen(tls: TestCertificates.server, limits: limits) { _ in .text("never") }
            let peer = try await world.connect(to: listener)
            try await peer.waitUntilClosed()
            try await eventually("the connection is forgotten") { listener.connectionCount == 0 }

            let silent = try await world.server { _, _ in }
            var hurried = ClientDeadlines.ample
            hurried.connect = .milliseconds(30)
            let origin = Origin(scheme: .https, host: "127.0.0.1", port: silent.port)
            let error = await failure(of: try world.client(), .post("money", to: origin), hurried)
            #expect(error?.kind == .timedOut(.connect))
            #expect(error?.requestBytesWritten == false)
        }
    }

    @Test func aCutOffBodyIsNoBody() async throws {
        let context = try TestCertificates.context()
        try await World.run { world in
            let server = try await world.server(tls: context) { peer, _ in
                try await peer.receiveRequest()
                try await peer.write("HTTP/1.1 200 OK\r\n\r\nhalf of it")
                try await peer.reset()
            }
            let origin = Origin(scheme: .https, host: "127.0.0.1", port: server.port)
            let error = await failure(of: try world.client(Self.trusting), .get(from: origin))
            #expect(error?.kind == .closed)
            #expect(error?.requestBytesWritten == true)
        }
    }

    @Test func namesTheFileThatCannotBeUsed() async throws {
        try await World.run { world in
            await #expect {
                let tls = TLSServerConfiguration(certificateChainPath: "/nowhere.pem", privateKeyPath: "/nowhere.key")
                _ = try await world.listen(tls: tls) { _ in .text("never") }
            } throws: { "\($0)".contains("/nowhere.pem") }
            #expect { try world.client(HTTPClientConfiguration(trustRootsPath: "/nowhere.pem")) } throws: {
                "\($0)".contains("/nowhere.pem")
            }
        }
    }
}
