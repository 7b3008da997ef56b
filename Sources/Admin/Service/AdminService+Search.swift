import AuditLog
import HTTPWire
import Policy
import Store

extension AdminService {
    /// Longer names are of nothing that is stored.
    static let searchBytesMax = 512
    /// Audit records of one object that are shown.
    private static let auditRecordsMax = 50
    /// The audit log is not indexed: of a large one this is the newest quarter of a gigabyte.
    private static let auditSegmentsMax = 4

    /// The objects that a transaction, withdrawal, order, custom, request, event, delivery or intent id, or an
    /// idempotency key, stands for.
    package func find(
        _ name: String, of reference: String?, for caller: AdminCaller
    ) async throws(AdminError) -> FoundObjects {
        guard (1...Self.searchBytesMax).contains(name.utf8.count) else {
            throw AdminError(.invalidRequest, "what is looked for must be 1 to \(Self.searchBytesMax) bytes")
        }
        var tenantID: TenantID?
        if let reference { tenantID = try await tenant(reference) }
        let names = try await intentNames(behind: name)
        let found = try await ask(Action("find", tenant: tenantID), for: caller) { [tenantID] reader in
            try names.flatMap { name in
                try IntentRepository.search(name, tokens: Self.tokens(of: name), of: tenantID, in: reader)
            }.map { try Self.found($0, in: reader) }
        }
        guard !found.isEmpty else { throw AdminError(.notFound, "nothing is known of \"\(name)\"") }
        var objects: [FoundObject] = []
        for object in found { objects.append(object.with(audit: try await auditLines(of: object.intent.id))) }
        return FoundObjects(objects: objects)
    }

    /// A request's id is in the audit log alone, beside the intents that it made.
    private func intentNames(behind name: String) async throws(AdminError) -> [String] {
        guard let requestID = RequestID(name) else { return [name] }
        let lines = try await auditRecords { $0.requestID == requestID }
        return lines.compactMap { AuditLine(text: $0).intentID?.description }
    }

    private func auditLines(of intent: String) async throws(AdminError) -> [String] {
        let id = IntentID(intent)
        return try await auditRecords { $0.intentID == id }
    }

    private func auditRecords(
        where matches: @escaping @Sendable (AuditLine) -> Bool
    ) async throws(AdminError) -> [String] {
        // Files are read apart from the pool that serves requests.
        let read = Task.detached(priority: .utility) { [audit] in
            try audit.recent(Self.auditRecordsMax, segmentCountMax: Self.auditSegmentsMax, where: matches)
        }
        do { return try await read.value } catch {
            throw AdminError(.internalError, "the audit log cannot be read: \(error)")
        }
    }

    /// A tenant may have sent its `order_id` as a string or as a number.
    private static func tokens(of name: String) -> [String] {
        let text = String(decoding: JSONValue.text(name).serialize(), as: UTF8.self)
        let isNumber = (try? JSONValue.parse(name.utf8))?.numberToken != nil
        return isNumber ? [text, name] : [text]
    }

    private static func found(_ intent: Intent, in reader: any SQLReader) throws -> FoundObject {
        let mirrored = try MirrorRepository.find(intent, in: reader)
        let filter = DeliveryFilter(tenantID: intent.tenantID, intentID: intent.id, limit: DeliveryFilter.limitMax)
        let entries = try LedgerRepository.entries(
            LedgerFilter(owner: .tenant(intent.tenantID), intentID: intent.id, limit: LedgerFilter.limitMax), in: reader
        )
        let names = try IdentityRepository.credentialNames(in: reader)
        return FoundObject(
            intent: IntentView(intent),
            tenant: try IdentityRepository.tenantRow(intent.tenantID, in: reader)?.name ?? intent.tenantID.description,
            credential: names[intent.credentialID] ?? intent.credentialID.description, status: mirrored?.status,
            amounts: amounts(in: mirrored?.object),
            deliveries: try DeliveryView.all(try WebhookRepository.deliveries(filter, in: reader), in: reader),
            entries: entries.map { LedgerEntryView($0, names) }, audit: [])
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
            intent: intent, tenant: tenant, credential: credential, status: status, amounts: amounts,
            deliveries: deliveries, entries: entries, audit: audit)
    }
}
