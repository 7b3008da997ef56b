import Policy
import Store

extension AdminService {
    /// Which deliveries to list. Absent fields mean any.
    package struct DeliveryQuery: Sendable {
        package var tenant: String?
        package var status: String?
        /// What `find` takes, of one object.
        package var object: String?
        /// Only those made in the last so many seconds.
        package var sinceSeconds: Int64?
        /// Only older ones than this delivery.
        package var before: String?
        package var count: Int

        package init(tenant: String? = nil, status: String? = nil, before: String? = nil, count: Int = 50) {
            self.tenant = tenant
            self.status = status
            self.before = before
            self.count = count
        }
    }

    package func listDeliveries(
        _ query: DeliveryQuery, for caller: AdminCaller
    ) async throws(AdminError) -> DeliveryList {
        var filter = DeliveryFilter(limit: query.count)
        if let reference = query.tenant { filter.tenantID = try await tenant(reference) }
        if let text = query.status {
            guard let status = DeliveryStatus(rawValue: text) else {
                let known = DeliveryStatus.allCases.map(\.rawValue).joined(separator: ", ")
                throw AdminError(.invalidRequest, "the status must be one of \(known), is \"\(text)\"")
            }
            filter.status = status
        }
        if let before = query.before { filter.before = try Self.deliveryID(before) }
        if let seconds = query.sinceSeconds {
            guard (0...Self.sinceSecondsMax).contains(seconds) else {
                throw AdminError(.invalidRequest, "since must be at most 10 years, is \(seconds)s")
            }
            filter.since = now().advanced(by: .seconds(-seconds))
        }
        if let object = query.object { filter.intentID = try await intent(behind: object, of: filter.tenantID) }
        let action = Action("webhook list", tenant: filter.tenantID)
        return try await ask(action, for: caller) { [filter] reader in
            let views = try DeliveryView.all(try WebhookRepository.deliveries(filter, in: reader), in: reader)
            return DeliveryList(deliveries: views, next: views.count == filter.limit ? views.last?.id : nil)
        }
    }

    package func showDelivery(_ text: String, for caller: AdminCaller) async throws(AdminError) -> DeliveryDetailView {
        let id = try Self.deliveryID(text)
        return try await ask(Action("webhook show", [("delivery", text)]), for: caller) { reader in
            guard let detail = try WebhookRepository.detail(id, of: nil, in: reader) else { throw Self.noSuch(text) }
            return DeliveryDetailView(detail, try DeliveryView.one(detail.delivery, in: reader))
        }
    }

    /// Makes a delivery due now, whatever its status.
    package func retryDelivery(_ text: String, for caller: AdminCaller) async throws(AdminError) -> DeliveryView {
        let (id, now) = (try Self.deliveryID(text), now())
        let action = Action("webhook retry", [("delivery", text)])
        let view = try await change(action, for: caller, reloading: false) { writer in
            switch try WebhookRepository.retry(id, of: nil, at: now, in: writer) {
            case .scheduled: break
            case .underWay: throw AdminError(.conflict, "an attempt is under way; its outcome will decide")
            case .bodyGone: throw AdminError(.conflict, "the webhook is past its retention: its body is gone")
            case .endpointOff: throw AdminError(.conflict, "its endpoint was removed or is disabled: it gets nothing")
            case .noSuchDelivery: throw Self.noSuch(text)
            }
            guard let detail = try WebhookRepository.detail(id, of: nil, in: writer) else { throw Self.noSuch(text) }
            return try DeliveryView.one(detail.delivery, in: writer)
        }
        host.wakeDeliveries()
        return view
    }

    static let sinceSecondsMax: Int64 = 10 * 366 * 86_400

    /// - Throws: when the name stands for nothing, or for several objects.
    private func intent(behind name: String, of tenantID: TenantID?) async throws(AdminError) -> IntentID {
        let found: [Intent]
        do {
            found = try await database.read { try IntentRepository.search(name, tokens: [], of: tenantID, in: $0) }
        } catch {
            throw AdminError(describing: error)
        }
        guard let only = found.first else { throw AdminError(.notFound, "nothing is known of \"\(name)\"") }
        guard found.count == 1 else {
            throw AdminError(.conflict, "\"\(name)\" stands for \(found.count) objects: see `fusegate find`")
        }
        return only.id
    }

    private static func deliveryID(_ text: String) throws(AdminError) -> DeliveryID {
        guard let id = DeliveryID(text) else { throw noSuch(text) }
        return id
    }

    private static func noSuch(_ text: String) -> AdminError {
        AdminError(.notFound, "there is no delivery \"\(text)\"")
    }
}

extension DeliveryView {
    static func all(_ deliveries: [WebhookDelivery], in reader: any SQLReader) throws -> [DeliveryView] {
        let events = try WebhookRepository.events(of: deliveries, in: reader)
        var tenants: [TenantID: String] = [:]
        for id in Set(deliveries.map(\.tenantID)) {
            tenants[id] = try IdentityRepository.tenantRow(id, in: reader)?.name
        }
        return try deliveries.map { delivery in
            let intent = try IntentRepository.find(delivery.intentID, of: delivery.tenantID, in: reader)
            let object = try intent.flatMap { try MirrorRepository.find($0, in: reader) }
            let amounts = AdminService.amounts(in: object?.object)
            return DeliveryView(
                delivery, tenant: tenants[delivery.tenantID], event: events[delivery.eventID],
                amount: [amounts["amount"], amounts["currency"]].compactMap { $0 }.joined(separator: " "))
        }
    }

    static func one(_ delivery: WebhookDelivery, in reader: any SQLReader) throws -> DeliveryView {
        guard let view = try all([delivery], in: reader).first else { preconditionFailure("one for each") }
        return view
    }

    private init(_ delivery: WebhookDelivery, tenant: String?, event: WebhookEvent?, amount: String) {
        self.init(
            id: delivery.id.description, tenantID: delivery.tenantID.description,
            tenant: tenant ?? delivery.tenantID.description, event: event?.status ?? event?.name,
            objectID: event?.upstreamID, amount: amount.isEmpty ? nil : amount,
            eventID: delivery.eventID.description, intentID: delivery.intentID.description,
            endpointID: delivery.endpointID?.description, url: delivery.url, status: delivery.status.rawValue,
            sequence: delivery.sequence, waits: delivery.waits, supersededBy: delivery.supersededBy?.description,
            attempts: delivery.attempts, createdAt: delivery.createdAt.description,
            nextAttemptAt: delivery.status == .pending ? delivery.nextAttemptAt.description : nil,
            lastStatus: delivery.lastStatus, lastError: delivery.lastError, note: event?.note)
    }
}

extension DeliveryDetailView {
    init(_ detail: DeliveryDetail, _ delivery: DeliveryView) {
        let event = detail.event
        self.init(
            delivery: delivery,
            event: Event(
                name: event.name, status: event.status, upstreamID: event.upstreamID, note: event.note,
                receivedAt: event.receivedAt.description,
                body: (event.tenantBody ?? event.body).map { String(decoding: $0, as: UTF8.self) }),
            failedAttempts: detail.failures.map {
                Attempt(
                    number: $0.number, startedAt: $0.startedAt.description,
                    durationMilliseconds: $0.durationMicroseconds / 1000, status: $0.status, error: $0.error)
            })
    }
}
