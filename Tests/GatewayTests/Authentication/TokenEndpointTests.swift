import Crypto
import Foundation
import HTTPWire
import NIOCore
import Policy
import Store
import Testing

@testable import Gateway

struct TokenEndpointTests {
    private static let now = Timestamp(millisecondsSinceEpoch: 1_735_293_600_000)
    private static let pepper = Pepper(Secret([UInt8](repeating: 7, count: 32)))
    private static let endpoint = TokenEndpoint(
        codec: AccessTokenCodec(signingKey: Secret([UInt8](repeating: 1, count: 32))), pepper: pepper,
        lifetime: .seconds(3600))
    private static let directory = DirectorySnapshot(
        tenants: [
            Tenant(
                id: .make(at: now), name: "shop", accountID: .make(at: now), binding: .pooled, clientID: "client",
                clientSecretHash: pepper.hash(Secret("secret")), webhookSecret: Secret(""), createdAt: now)
        ], accounts: [])
    private static let form = "application/x-www-form-urlencoded"

    /// - Returns: the status and the error's word; 200 and `nil` for a token.
    private static func ask(
        _ body: String, authorization: String? = nil, type: String = form
    ) throws -> (status: Int, error: String?) {
        let field = authorization.map { "Authorization: \($0)\r\n" } ?? ""
        var parser = RequestParser(limits: WireLimits())
        parser.append(
            ByteBuffer(string: "POST /o/token/ HTTP/1.1\r\nHost: a\r\nContent-Type: \(type)\r\n\(field)\r\n"))
        guard case .head(let head)? = try parser.next() else { throw WireError(status: 400, reason: "no head") }
        do throws(TokenEndpoint.Refusal) {
            _ = try endpoint.grant(
                head, body: ByteBuffer(string: body), certificate: nil, in: directory, now: now)
            return (200, nil)
        } catch {
            #expect(error.description.hasSuffix(".") && !error.description.contains("unknown"))
            return (error.status, error.error)
        }
    }

    private static func basic(_ pair: String) -> String { "Basic " + Data(pair.utf8).base64EncodedString() }

    private static let grant = "grant_type=client_credentials"
    private static let inForm = grant + "&client_id=client&client_secret=secret"

    @Test(arguments: [
        (inForm, nil), (grant, basic("client:secret")), (inForm, basic("client:secret")),
        (grant + "&client_id=client", basic("client:secret")), (inForm, "Bearer fgt_stale"), (inForm, "bearer"),
    ])
    func takesCredentialsThatSayOneThing(body: String, authorization: String?) throws {
        #expect(try Self.ask(body, authorization: authorization) == (200, nil))
    }

    @Test(arguments: [
        (inForm, basic("other:secret")), (inForm, basic("client:other")),
        (grant + "&client_id=other", basic("client:secret")),
        (grant + "&client_secret=other", basic("client:secret")),
    ])
    func refusesTwoDifferentCredentials(body: String, authorization: String) throws {
        #expect(try Self.ask(body, authorization: authorization) == (400, "invalid_request"))
    }

    @Test(arguments: [
        (grant, nil), (grant, "Bearer fgt_stale"), (inForm, "Basic !!"), (inForm, "Basic"),
        (grant, basic("client:other")), (grant + "&client_id=client", nil),
    ])
    func refusesUnusableCredentials(body: String, authorization: String?) throws {
        #expect(try Self.ask(body, authorization: authorization) == (401, "invalid_client"))
    }

    @Test func theMediaTypeIsAFormsAndNoOther() throws {
        for type in [
            Self.form, "Application/X-WWW-Form-urlencoded", "\(Self.form); charset=utf-8", "\(Self.form) ;a=b",
        ] {
            #expect(try Self.ask(Self.inForm, type: type) == (200, nil), "\(type)")
        }
        for type in [
            "\(Self.form)X", "\(Self.form)-v2", "\(Self.form),\(Self.form)", "application/json", "", "text/plain",
        ] {
            #expect(try Self.ask(Self.inForm, type: type) == (400, "invalid_request"), "\(type)")
        }
    }
}
