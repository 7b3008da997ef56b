/// Every header that a delivery's receiver gets from us, apart from Host and Content-Length.
package enum DeliveryHeaders {
    package static let userAgent = "Fusegate-Webhooks/1"
    /// Of two events of one object, the one with the higher number is the later.
    package static let sequenceHeaderName = "webhook-sequence"

    package static func make(
        body: [UInt8], eventID: WebhookEventID, sequence: Int64, attemptedAt: Timestamp, signing: WebhookSigning
    ) -> [(name: String, value: String)] {
        let id = eventID.description
        return [
            ("Content-Type", "application/json"),
            ("User-Agent", userAgent),
            (CallbackSignature.headerName, CallbackSignature.sign(body, secret: signing.callback)),
            (StandardWebhookSignature.idHeaderName, id),
            (sequenceHeaderName, String(sequence)),
            (
                StandardWebhookSignature.timestampHeaderName,
                String(StandardWebhookSignature.seconds(of: attemptedAt))
            ),
            (
                StandardWebhookSignature.signatureHeaderName,
                signing.standard.map {
                    StandardWebhookSignature.sign(body, id: id, timestamp: attemptedAt, secret: $0)
                }.joined(separator: " ")
            ),
        ]
    }
}
