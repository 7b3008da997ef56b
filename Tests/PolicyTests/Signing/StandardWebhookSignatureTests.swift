import Policy
import TestSupport
import Testing

struct StandardWebhookSignatureTests {
    /// The example of the Standard Webhooks specification's libraries.
    @Test func agreesWithThePublishedExample() {
        let signature = StandardWebhookSignature.sign(
            Array(#"{"test": 2432232314}"#.utf8), id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
            timestamp: Timestamp(millisecondsSinceEpoch: 1_614_265_330_999),
            secret: Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
        #expect(signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }

    @Test func secretsCarryThirtyTwoBytes() throws {
        var generator = SeededGenerator(seed: 7)
        let first = WebhookSecret.make(using: &generator).exposed
        let second = WebhookSecret.make(using: &generator).exposed
        #expect(first != second)
        #expect(first.hasPrefix("whsec_"))
        #expect(try #require(Base64.decode(first.dropFirst(6))).count == 32)
    }

    @Test func headersOfOneAttempt() {
        let body = Array("{}".utf8)
        let secret = Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
        let id = WebhookEventID(ulid: ULID(value: 1))
        let time = Timestamp(millisecondsSinceEpoch: 1_614_265_330_999)
        let headers = Dictionary(
            uniqueKeysWithValues: DeliveryHeaders.make(
                body: body, eventID: id, sequence: 2048, attemptedAt: time, signing: WebhookSigning(secret)
            ).map { ($0.name, $0.value) })
        #expect(headers["Content-Type"] == "application/json")
        #expect(headers["User-Agent"] == "Fusegate-Webhooks/1")
        #expect(headers["webhook-id"] == id.description)
        #expect(headers["webhook-timestamp"] == "1614265330")
        #expect(headers["webhook-sequence"] == "2048")
        #expect(headers["X-Webhook-Signature"] == CallbackSignature.sign(body, secret: secret))
        #expect(
            headers["webhook-signature"]
                == StandardWebhookSignature.sign(body, id: id.description, timestamp: time, secret: secret))
    }
    /// Whoever has not changed over verifies by the earlier secret, in both headers; whoever has, by the newer one in the
    /// header that has room for two.
    @Test func bothSecretsSignWhileOneReplacesTheOther() throws {
        let body = Array("{}".utf8)
        let id = WebhookEventID(ulid: ULID(value: 1))
        let time = Timestamp(millisecondsSinceEpoch: 1_614_265_330_999)
        let (older, old, new) = (Secret("whsec_b2xkZXI="), Secret("whsec_b2xk"), Secret("whsec_bmV3"))
        func headers(_ retiring: [(secret: Secret<String>, signsCallbacks: Bool)]) -> [String: String] {
            Dictionary(
                uniqueKeysWithValues: DeliveryHeaders.make(
                    body: body, eventID: id, sequence: 1, attemptedAt: time,
                    signing: WebhookSigning(current: new, retiring: retiring)
                ).map { ($0.name, $0.value) })
        }
        func standard(_ secrets: [Secret<String>]) -> String {
            secrets.map { StandardWebhookSignature.sign(body, id: id.description, timestamp: time, secret: $0) }
                .joined(separator: " ")
        }
        let during = headers([(older, true), (old, true)])
        #expect(during["webhook-signature"] == standard([new, old, older]))
        #expect(during["X-Webhook-Signature"] == CallbackSignature.sign(body, secret: older))
        let switched = headers([(older, false), (old, false)])
        #expect(switched["webhook-signature"] == standard([new, old, older]))
        #expect(switched["X-Webhook-Signature"] == CallbackSignature.sign(body, secret: new))
        #expect(headers([])["webhook-signature"] == standard([new]))
    }
}
