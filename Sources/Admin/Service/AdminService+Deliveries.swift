import AdminAPI
import Policy
import Store

extension AdminService {
    var webhookHandlers: [VerbHandler] {
        [
            VerbHandler(WebhookVerbs.list, listDeliveries),
            VerbHandler(WebhookVerbs.show) { try await showDelivery($0.delivery, for: $1) },
            VerbHandler(WebhookVerbs.retry) { try await retryDelivery($0.delivery, for: $1) },
        ]
    }

    func listDeliveries(_ request: ListDeliveries, for caller: AdminCaller) async throws(AdminError) -> DeliveryList {
        var filter = DeliveryFilter(limit: try Self.pageCount(request.count))
        filter.tenantID = try await optionalTenant(request.tenant)
        if let reference = request.account { filter.accountID = try await account(reference) }
        if let text = request.status { filter.status = try Self.choice(text, "status") }
        if let before = request.before { filter.before = try Self.deliveryID(before) }
        filter.span = try span(since: request.since, until: request.until)
        if let object = request.object { filter.intentID = try await intent(behind: object, of: filter.tenantID).id }
        let action = Action(WebhookVerbs.list, tenant: filter.tenantID)
        return try await ask(action, for: caller) { [filter] reader in
            let views = try DeliveryView.all(try DeliveryRepository.deliveries(filter, in: reader), in: reader)
            return DeliveryList(deliveries: views, next: views.count == filter.limit ? views.last?.id : nil)
        }
    }

    func showDelivery(_ text: String, for caller: AdminCaller) async throws(AdminError) -> DeliveryDetailView {
        let id = try Self.deliveryID(text)
        return try await ask(Action(WebhookVerbs.show, [("delivery", text)]), for: caller) { reader in
            guard let detail = try DeliveryRepository.detailForOperator(id, in: reader) else { throw Self.noSuch(text) }
            return DeliveryDetailView(detail, try DeliveryView.one(detail.delivery, in: reader))
        }
    }

    /// Makes a delivery due now, whatever its status.
    func retryDelivery(_ text: String, for caller: AdminCaller) async throws(AdminError) -> DeliveryView {
        let (id, now) = (try Self.deliveryID(text), now())
        let action = Action(WebhookVerbs.retry, [("delivery", text)])
        let view = try await change(action, for: caller) { writer in
            switch try DeliveryRepository.retryForOperator(id, at: now, in: writer) {
            case .scheduled: break
            case .underWay: throw AdminError(.conflict, "an attempt is under way; its end will decide")
            case .bodyGone: throw AdminError(.conflict, "the webhook is past its retention: its body is gone")
            case .endpointOff: throw AdminError(.conflict, "its endpoint was removed or is disabled: it gets nothing")
            case .noSuchDelivery: throw Self.noSuch(text)
            }
            guard let detail = try DeliveryRepository.detailForOperator(id, in: writer) else { throw Self.noSuch(text) }
            return try DeliveryView.one(detail.delivery, in: writer)
        }
        host.wakeDeliveries()
        return view
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
        let events = try EventRepository.events(of: deliveries, in: reader)
        let tenants = try TenantRepository.tenantNames(of: deliveries.map(\.tenantID), in: reader)
        return try deliveries.map { delivery in
            let intent = try IntentRepository.find(delivery.intentID, of: delivery.tenantID, in: reader)
            let object = try intent.flatMap { try ObjectRepository.find($0, in: reader) }
            return DeliveryView(
                delivery, tenant: tenants[delivery.tenantID], event: events[delivery.eventID],
                amount: AdminService.amount(in: object?.object))
        }
    }

    static func one(_ delivery: WebhookDelivery, in reader: any SQLReader) throws -> DeliveryView {
        guard let view = try all([delivery], in: reader).first else { preconditionFailure("one for each") }
        return view
    }

    private init(_ delivery: WebhookDelivery, tenant: String?, event: WebhookEvent?, amount: String?) {
        self.init(
            id: delivery.id, tenantID: delivery.tenantID,
            tenant: tenant ?? delivery.tenantID.description, event: event?.status ?? event?.name,
            objectID: event?.upstreamID, amount: amount,
            eventID: delivery.eventID, intentID: delivery.intentID,
            endpointID: delivery.endpointID, url: delivery.url, status: delivery.status.rawValue,
            sequence: delivery.sequence, waits: delivery.waits, supersededBy: delivery.supersededBy,
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
                    durationMs: $0.durationMicroseconds / 1000, status: $0.status, error: $0.error)
            })
    }
}
