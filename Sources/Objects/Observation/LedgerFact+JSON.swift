import HTTPWire
import Policy
import Store

extension LedgerFact {
    /// Members that say when what a body states became so.
    package static let timeNames = ["timestamp", "updated_at"]
    /// The same of an answer to a creation, which states how the object began.
    package static let creationTimeNames = timeNames + ["created_at"]

    /// Reads a webhook, or an answer of the upstream that describes one object, in both shapes of the guide: flat, or with
    /// the object under `data`. `nil` when it states no status.
    package init?(kind: ObjectKind, body: JSONValue, timeNames: [String] = timeNames) {
        let object = LedgerJSON(body)
        guard let status = object.text("status") else { return nil }
        let occurredAt = timeNames.lazy.compactMap { object.text($0) }.first.flatMap { Timestamp(rfc3339: $0) }
        switch kind {
        case .payment: self = .payment(PaymentFact(status: status, occurredAt: occurredAt, object))
        case .withdrawal: self = .withdrawal(WithdrawalFact(status: status, occurredAt: occurredAt))
        }
    }
}

extension PaymentFact {
    fileprivate init(status: String, occurredAt: Timestamp?, _ object: LedgerJSON) {
        var defect: String?
        func amount(_ name: String) -> Amount? {
            do throws(AmountError) { return try object.amount(name) } catch {
                defect = defect ?? "\(name) is \(error)"
                return nil
            }
        }
        let totalPaid = amount("total_paid_amount")
        let rejected = amount("rejected_amount")
        self.init(
            status: status, currency: object.text("currency").flatMap { CurrencyCode($0) }, totalPaid: totalPaid,
            rejected: rejected, occurredAt: occurredAt, defect: defect)
    }
}

/// A body's members, the outer ones first.
private struct LedgerJSON {
    private let levels: [JSONValue]

    init(_ body: JSONValue) { levels = [body, body["data"] ?? .null] }

    func text(_ name: String) -> String? { levels.lazy.compactMap { $0[name]?.stringValue }.first }

    /// From a number's or a string's own digits; `nil` when the member is absent or null.
    func amount(_ name: String) throws(AmountError) -> Amount? {
        guard let value = levels.lazy.compactMap({ $0[name] }).first(where: { !$0.isNull }) else { return nil }
        guard let digits = value.numberToken ?? value.stringValue else { throw .malformed }
        return try Amount(parsing: digits)
    }
}
