import AuditLog
import HTTPWire
import Logging
import NIOCore
import Policy
import Store
import Threading
import Transport

/// Delivers over the pooled HTTP client: resolves, judges every address, and dials only one that was judged.
///
/// The deadline covers resolving, connecting, TLS, the head and the body together.
package struct HTTPWebhookTransport: WebhookTransport {
    private let client: HTTPClient
    private let resolver: any NameResolver
    private let addresses: AddressPolicy
    private let scheduler: any Scheduler

    package init(
        client: HTTPClient, resolver: any NameResolver, addresses: AddressPolicy, scheduler: any Scheduler
    ) {
        self.client = client
        self.resolver = resolver
        self.addresses = addresses
        self.scheduler = scheduler
    }

    package func deliver(_ call: WebhookCall, within deadline: Duration) async -> WebhookAnswer {
        let begin = scheduler.monotonicNanoseconds()
        let judged: JudgedAddresses
        do {
            judged = try await resolve(call, within: deadline)
        } catch {
            return .failed(reason: NameFailure.reason(of: call.url.host, error))
        }
        guard !judged.allowed.isEmpty else {
            return .refused(reason: judged.refusal.map { "address refused: \($0)" } ?? "the host has no address")
        }
        var fields = HTTPFields()
        for (name, value) in call.fields where !fields.append(name, value) {
            return .failed(reason: "the header \(name) cannot be sent")
        }
        var failure = "no address was tried"
        for address in judged.allowed.prefix(DeliveryPolicy.addressesMax) {
            let remaining = deadline - .nanoseconds(scheduler.monotonicNanoseconds() - begin)
            guard remaining > .zero else { break }
            do throws(ClientError) {
                return try await post(call, fields, to: address, within: remaining)
            } catch {
                failure = error.reason
                // Another address may be tried only while the receiver cannot have seen anything.
                if error.requestBytesWritten { break }
            }
        }
        return .failed(reason: failure)
    }

    private func post(
        _ call: WebhookCall, _ fields: HTTPFields, to address: IPAddress, within deadline: Duration
    ) async throws(ClientError) -> WebhookAnswer {
        let origin = Origin(
            scheme: call.url.scheme == .https ? .https : .http, host: call.url.host.description, port: call.url.port,
            pinnedAddress: address.description)
        var request = ClientRequest(
            origin: origin, method: .post, target: call.url.target, fields: fields, body: ByteBuffer(bytes: call.body))
        request.takesCutAnswer = true
        let deadlines = ClientDeadlines(
            connect: deadline, head: deadline, total: deadline, responseBodyBytesMax: DeliveryPolicy.answerBytesMax)
        let response = try await client.send(request, deadlines: deadlines)
        return .answered(
            status: response.status, retryAfter: response.head.fields.value(of: "retry-after"),
            cut: response.cut?.reason)
    }

    private struct JudgedAddresses: Sendable {
        var allowed: [IPAddress] = []
        var refusal: String?
    }

    private func resolve(_ call: WebhookCall, within deadline: Duration) async throws -> JudgedAddresses {
        let found: [IPAddress]
        switch call.url.host {
        case .address(let address): found = [address]
        case .name(let name):
            let resolver = resolver
            found = try await Deadline.run(within: deadline, scheduler) {
                try await resolver.addresses(of: name, for: .tenant(call.tenantID), within: deadline)
            }
        }
        var judged = JudgedAddresses()
        for address in found where !judged.allowed.contains(address) {
            switch addresses.judge(address) {
            case .allowed: judged.allowed.append(address)
            case .refused(let use): judged.refusal = judged.refusal ?? "\(address) is \(use)"
            }
        }
        return judged
    }
}

extension DeliveryEngine {
    /// An engine that delivers over HTTP, to addresses that the policy's list allows.
    package convenience init(
        database: any Database, directory: any WebhookDirectory, client: HTTPClient, resolver: any NameResolver,
        policy: DeliveryPolicy, reports: Reports, logger: Logger, scheduler: any Scheduler
    ) {
        let transport = HTTPWebhookTransport(
            client: client, resolver: resolver, addresses: policy.callbacks.addresses, scheduler: scheduler)
        self.init(
            database: database, directory: directory, transport: transport, policy: policy, reports: reports,
            logger: logger, scheduler: scheduler)
    }
}
