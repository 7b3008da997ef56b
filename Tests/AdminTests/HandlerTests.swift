import AdminAPI
import AuditLog
import Foundation
import Policy
import TestSupport
import Testing

@testable import Admin

/// Each verb's handler over a real store: what it answers, how it refuses, and what is on record of it.
@Suite(.serialized) struct HandlerTests {
    private static let names = AdminVerbs.all.map(\.name)

    private static func handler(_ name: String, of world: AdminWorld) throws -> VerbHandler {
        try #require(world.service.handlers.first { $0.verb.name == name })
    }

    /// The results on the audit log of that verb.
    private static func results(of name: String, in world: AdminWorld) async throws -> [String] {
        // What was queued before is on disk when this is.
        try await world.service.reports.beginDurably(
            world.service.report(AdminService.Action(ownAct: "end of test"), by: .ann, .done))
        let found = try await world.service.audit.search(
            count: 100, of: [name], since: AdminWorld.startedAt, segmentCountMax: .max
        ) { $0.value(of: "path") }
        return (found.lines[name] ?? []).compactMap { AuditLine(text: $0).result }
    }

    @Test(arguments: names, [true, false])
    func answersItsExampleOrRefusesAsDescribed(name: String, hasOperators: Bool) async throws {
        try await AdminWorld.with(hasOperators: hasOperators) { world in
            let handler = try Self.handler(name, of: world)
            let verb = handler.verb
            do {
                let answer = try await handler.answer(try verb.exampleRequest(), .ann)
                #expect(answer.status == 200 || (answer.status == 202 && verb.mayBeDeferred && hasOperators))
                let word = answer.status == 202 ? "proposed" : verb.effect == .reads ? "ok" : "done"
                #expect(try await Self.results(of: name, in: world).contains(word))
            } catch let refusal as AdminError {
                let described = verb.refusals.union([.invalidRequest, .unavailable])
                #expect(described.contains(refusal.code), "\(refusal.code.rawValue): \(refusal)")
            }
        }
    }

    /// A member that nobody knows could be the one that was meant to bound it.
    @Test(arguments: names)
    func refusesWhatItDoesNotKnow(name: String) async throws {
        try await AdminWorld.with { world in
            let handler = try Self.handler(name, of: world)
            var request = try handler.verb.exampleRequest()
            if handler.verb.method.hasBody {
                var body = String(decoding: request.body, as: UTF8.self)
                body.removeLast()
                request.body = Data((body + (body == "{" ? "" : ",") + #""per_dya":1}"#).utf8)
            } else {
                request.query.append((name: "per_dya", value: "1"))
            }
            do {
                _ = try await handler.answer(request, .ann)
                Issue.record("it was taken")
            } catch let refusal as AdminError {
                #expect(refusal.code == .invalidRequest)
                #expect(refusal.message.contains("per_dya"), "\(refusal)")
            }
            #expect(try await Self.results(of: name, in: world) == [])
        }
    }

    /// Nothing is done without a record of who asked.
    @Test func aRecordNamesTheVerbAndWhoAskedAndWhy() async throws {
        try await AdminWorld.with { world in
            _ = try await world.service.createKey(
                CreateKey(tenant: "shop", scopes: "read", name: nil, lifetimeSeconds: nil, networks: nil),
                for: .ann.because("the till"))
            #expect(try await Self.results(of: "key create", in: world) == ["requested", "done"])
            let heard = world.listener.actions.filter { $0.name == "key create" }
            #expect(heard.map(\.stage) == [.done] && heard.map(\.actor) == ["ann"])
            let found = try await world.service.audit.search(
                count: 10, of: ["key create"], since: AdminWorld.startedAt, segmentCountMax: .max
            ) { $0.value(of: "path") }
            let line = try #require(found.lines["key create"]?.last)
            #expect(line.contains("ann") && line.contains("the till") && line.contains("\(world.tenantID)"))
        }
    }

    @Test func whatIsLoadedAgainIsWhatChanged() {
        let tenant = TenantID.make(at: AdminWorld.startedAt)
        func change(_ actions: AdminService.Action...) -> DirectoryChange? { DirectoryChange(by: actions) }
        #expect(change(.init(KeyVerbs.create, tenant: tenant)) == .tenants([tenant]))
        #expect(change(.init(AccountVerbs.set)) == .accounts)
        #expect(change(.init(WithdrawalVerbs.limit, tenant: tenant)) == nil)
        #expect(change(.init(ProposalVerbs.approve), .init(AccountVerbs.set)) == .accounts)
        #expect(
            change(.init(ProposalVerbs.approve, tenant: tenant), .init(CertificateVerbs.add, tenant: tenant))
                == .tenants([tenant]))
        #expect(change(.init(AccountVerbs.set), .init(KeyVerbs.create, tenant: tenant)) == .everything)
    }
}
