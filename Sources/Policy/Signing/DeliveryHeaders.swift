/// Every header that a delivery's receiver gets from us, apart from Host and Content-Length.
package enum DeliveryHeaders {
    package static let userAgent = "Fusegate-Webhooks/1"

    package static func make(
        body: [UInt8], eventID: WebhookEventID, attemptedAt: Timestamp, secret: Secret<String>
    ) -> [(name: String, value: String)] {
        let id = eventID.description
        return [
            ("Content-Type", "application/json"),
            ("User-Agent", userAgent),
            (CallbackSignature.headerName, CallbackSignature.sign(body, secret: secret)),
            (StandardWebhookSignature.idHeaderName, id),
            (
                StandardWebhookSignature.timestampHeaderName,
                String(StandardWebhookSignature.seconds(of: attemptedAt))
            ),
            (
                StandardWebhookSignature.signatureHeaderName,
                StandardWebhookSignature.sign(body, id: id, timestamp: attemptedAt, secret: secret)
            ),
        ]
    }
}
