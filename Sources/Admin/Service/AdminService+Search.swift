import AdminAPI
import AuditLog
import HTTPWire
import Policy
import Store

extension AdminService {
    /// Longer names are of nothing that is stored.
    static let searchBytesMax = 512
    /// Audit records of one object that are shown.
    private static let auditRecordsMax = 50
    /// The audit log is not indexed: of a large one this is the newest quarter of a gigabyte, which takes a second.
    private static let auditSegmentsMax = 4
    /// Clocks may have stepped since an identifier was made.
    private static let clockStepMax: Duration = .seconds(3600)

    /// The objects that a transaction, withdrawal, order, custom, request, event, delivery or intent id, or an
    /// idempotency key, stands for.
    ///
    /// - Parameter isDeep: looks into the audit log as far back as the object goes, which may take minutes.
    func find(
        _ name: String, of reference: String?, isDeep: Bool = false, for caller: AdminCaller
    ) async throws(AdminError) -> FoundObjects {
        guard (1...Self.searchBytesMax).contains(name.utf8.count) else {
            throw AdminError(.invalidRequest, "what is looked for must be 1 to \(Self.searchBytesMax) bytes")
        }
        var tenantID: TenantID?
        if let reference { tenantID = try await tenant(reference) }
        let (names, unreadSegments) = try await intentNames(behind: name, isDeep: isDeep)
        let found = try await ask(Action(GatewayVerbs.find, tenant: tenantID), for: caller) { [tenantID] reader in
            try names.flatMap { name in
                try Self.intents(named: name, of: tenantID, in: reader)
            }.map { try Self.found($0, in: reader) }
        }
        guard !found.isEmpty else {
            let unread = unreadSegments > 0 ? Self.unread(unreadSegments) : ""
            throw AdminError(.notFound, "nothing is known of \"\(name)\"\(unread)")
        }
        let ids = Set(found.map(\.intent.id))
        let audit = try await auditRecords(of: ids, since: ids.map(\.ulid.time).min(), isDeep: isDeep) { $0.intentID }
        return FoundObjects(
            objects: found.map { $0.with(audit: audit.lines[$0.intent.id] ?? []) },
            auditSegmentsUnread: audit.unreadSegments)
    }

    private static func unread(_ count: Int) -> String {
        "; a request's id is on the audit log alone, of which \(count) older segments were not looked into: --deep does"
    }

    /// A request's id is in the audit log alone, beside the intents that it made.
    private func intentNames(
        behind name: String, isDeep: Bool
    ) async throws(AdminError) -> (names: [String], unreadSegments: Int) {
        guard let id = RequestID(name) else { return ([name], 0) }
        let found = try await auditRecords(of: [id], since: id.ulid.time, isDeep: isDeep) { $0.requestID }
        let intents = (found.lines[id] ?? []).compactMap { AuditLine(text: $0).intentID?.description }
        return (Set(intents).sorted(by: >), found.unreadSegments)
    }

    private func auditRecords<Key: Hashable & Sendable>(
        of keys: Set<Key>, since time: Timestamp?, isDeep: Bool, key: @escaping @Sendable (AuditLine) -> Key?
    ) async throws(AdminError) -> AuditLog.Search<Key> {
        do {
            return try await audit.search(
                count: Self.auditRecordsMax, of: keys,
                since: (time ?? now()).advanced(by: .zero - Self.clockStepMax),
                segmentCountMax: isDeep ? .max : Self.auditSegmentsMax, key: key)
        } catch {
            throw AdminError(.internalError, "the audit log cannot be read: \(error)")
        }
    }

    /// A tenant may have sent its `order_id` as a string or as a number.
    static func tokens(of name: String) -> [String] {
        let text = String(decoding: JSONValue.text(name).serialize(), as: UTF8.self)
        let isNumber = (try? JSONValue.parse(name.utf8))?.numberToken != nil
        return isNumber ? [text, name] : [text]
    }

    private static func found(_ intent: Intent, in reader: any SQLReader) throws -> FoundObject {
        let view = try IntentView.one(intent, in: reader)
        let mirrored = try ObjectRepository.find(intent, in: reader)
        let filter = DeliveryFilter(tenantID: intent.tenantID, intentID: intent.id, limit: DeliveryFilter.limitMax)
        let entries = try BookRepository.entries(
            LedgerFilter(owner: .tenant(intent.tenantID), intentID: intent.id, limit: LedgerFilter.limitMax), in: reader
        )
        let names = try AccountRepository.accountNames(in: reader)
        return FoundObject(
            intent: view, tenant: view.tenant,
            account: names[intent.accountID] ?? intent.accountID.description, status: mirrored?.status,
            amounts: amounts(in: mirrored?.object),
            deliveries: try DeliveryView.all(try DeliveryRepository.deliveries(filter, in: reader), in: reader),
            entries: entries.map { LedgerEntryView($0, names) }, audit: [])
    }

    /// The amount with its currency; `nil` where the upstream says neither. A payment's is in another member than a
    /// withdrawal's. Without the zeros at its end, as the books show it.
    static func amount(in object: [UInt8]?) -> String? {
        let amounts = amounts(in: object)
        let spelt = amounts["amount"] ?? amounts["amount_crypto"]
        let amount = spelt.map { text in (try? Amount(parsing: text))?.description ?? text }
        let words = [amount, amounts["currency"]].compactMap { $0 }
        return words.isEmpty ? nil : words.joined(separator: " ")
    }

    /// What a mirrored object says of money, by the upstream's names.
    static func amounts(in object: [UInt8]?) -> [String: String] {
        guard let object, let members = (try? JSONValue.parse(object))?.objectValue?.members else { return [:] }
        var amounts: [String: String] = [:]
        for member in members {
            let name = member.name.value
            guard name.contains("amount") || name.contains("currency") || name == "fee" else { continue }
            amounts[name] = member.value.numberToken ?? member.value.stringValue
        }
        return amounts
    }
}

extension FoundObject {
    fileprivate func with(audit: [String]) -> FoundObject {
        FoundObject(
            intent: intent, tenant: tenant, account: account, status: status, amounts: amounts,
            deliveries: deliveries, entries: entries, audit: audit)
    }
}
