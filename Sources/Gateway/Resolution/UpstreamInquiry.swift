import Objects
import HTTPWire
import Policy
import Store
import Transport

/// Asks the upstream about an intent. Reads only: nothing here can have an effect.
struct UpstreamInquiry: Sendable {
    struct Answer: Sendable {
        let finding: ResolutionFinding
        /// The object of an `.effect`.
        let object: JSONValue?
        /// The upstream says in the API's own words that there is no such object. A page of something in between, or a call
        /// that it does not have, says nothing.
        var isDenied = false
    }

    struct Unanswered: Error, Sendable {
        enum Cause: Sendable {
            /// No answer, or one that says nothing.
            case silence
            /// Nothing was asked: the gateway's own budget, or its end.
            case notAsked
            /// 429, with the upstream's `Retry-After`.
            case limited(Duration?)
        }

        let reason: String
        let cause: Cause

        init(reason: String, cause: Cause = .silence) {
            self.reason = reason
            self.cause = cause
        }
    }

    /// A part of a list.
    struct Page: Sendable {
        let objects: [JSONValue]
        /// How many objects the whole list has, where the upstream says it.
        let total: Int?
    }

    /// Members that hold the objects of a list, in the forms that the documents show.
    private static let listNames = ["results", "withdrawals", "payments"]

    let upstream: Upstream
    let deadlines: ClientDeadlines
    /// Asked before each call; `false` keeps it from being made.
    var admit: @Sendable () async -> Bool = { true }

    func ask(_ question: ResolutionQuestion, about intent: Intent) async throws(Unanswered) -> Answer {
        var isDenied = false
        let objects =
            switch question {
            case .objectWithID(let id): try await object(id, intent.kind, &isDenied)
            case .objectsWithReference(let reference):
                try await list(intent.kind, query: "\(intent.kind.referenceName)=\(reference)").objects
            }
        return Answer(objects, to: question, about: intent, isDenied: isDenied)
    }

    /// The account's own list, from the so-many-th newest object on.
    func page(of kind: ObjectKind, from offset: Int) async throws(Unanswered) -> Page {
        try await list(kind, query: "limit=\(InquiryPlan.pageSize)&offset=\(offset)")
    }

    /// Empty when the upstream knows none, or has no such call.
    private func object(
        _ id: String, _ kind: ObjectKind, _ isDenied: inout Bool
    ) async throws(Unanswered) -> [JSONValue] {
        let asked: JSONValue = .object([kind.upstreamIDName: .text(id)])
        switch kind {
        case .payment: return try await object(.post, Route.paymentStatus.template, asked, &isDenied)
        case .withdrawal:
            let found = try await object(.post, Route.withdrawalStatus.template, asked, &isDenied)
            guard found.isEmpty, let path = Self.path(ofWithdrawal: id) else { return found }
            return try await object(.get, path, nil, &isDenied)
        }
    }

    private func object(
        _ method: HTTPMethod, _ path: String, _ body: JSONValue?, _ isDenied: inout Bool
    ) async throws(Unanswered) -> [JSONValue] {
        let response = try await call(method, path, query: nil, body)
        switch response.status {
        case 200:
            guard let object = try? JSONValue.parse(response.body), object.objectValue != nil else {
                throw Unanswered(reason: "the upstream's answer is no JSON object")
            }
            return [object]
        case 404, 405, 410:
            let code = (try? JSONValue.parse(response.body))?["error"]?["code"]?.stringValue
            isDenied = isDenied || (response.status == 404 && code == ErrorCode.notFound.rawValue)
            return []
        default: throw Unanswered(reason: "the upstream answered \(response.status)")
        }
    }

    private func list(_ kind: ObjectKind, query: String) async throws(Unanswered) -> Page {
        let path = kind == .payment ? Route.listPayments.template : Route.listWithdrawals.template
        let response = try await call(.get, path, query: query, nil)
        guard response.status == 200, let body = try? JSONValue.parse(response.body) else {
            throw Unanswered(reason: "the upstream's list answered \(response.status)")
        }
        guard let objects = Self.listNames.lazy.compactMap({ body[$0]?.arrayValue }).first else {
            throw Unanswered(reason: "the upstream's list has a form that the gateway does not know")
        }
        let total = (body["count"] ?? body["total"])?.numberToken.flatMap { Int($0) }
        return Page(objects: objects, total: total)
    }

    private func call(
        _ method: HTTPMethod, _ path: String, query: String?, _ body: JSONValue?
    ) async throws(Unanswered) -> ClientResponse {
        guard await admit() else { throw Unanswered(reason: "the account's questions are paused", cause: .notAsked) }
        let response: ClientResponse
        do throws(UpstreamFailure) {
            response = try await upstream.call(
                method, path, query: query, body: body?.serializedBuffer(), within: deadlines)
        } catch {
            throw Unanswered(reason: error.reason)
        }
        guard response.status != 429 else {
            throw Unanswered(
                reason: "the upstream answered 429", cause: .limited(response.retryAfterSeconds.map { .seconds($0) }))
        }
        return response
    }

    /// `nil` for an id that would need escaping: the upstream's are UUIDs.
    private static func path(ofWithdrawal id: String) -> String? {
        let isPlain = id.utf8.allSatisfy { byte in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || "-_".utf8.contains(byte)
        }
        return isPlain ? Route.withdrawal.template.replacing("{id}", with: id) : nil
    }
}

extension UpstreamInquiry.Answer {
    /// What objects of one answer say of an intent.
    init(_ objects: [JSONValue], to question: ResolutionQuestion, about intent: Intent, isDenied: Bool = false) {
        let names = objects.compactMap { object in
            UpstreamObject.id(of: object, intent.kind).map {
                UpstreamObjectName(upstreamID: $0, reference: UpstreamObject.reference(of: object, intent.kind))
            }
        }
        finding = ResolutionFinding.judge(names, asked: question, reference: intent.id.description)
        self.isDenied = isDenied && objects.isEmpty
        guard case .effect(let id) = finding else {
            object = nil
            return
        }
        object = objects.first { UpstreamObject.id(of: $0, intent.kind) == id }
    }
}
