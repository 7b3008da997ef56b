import AdminAPI
import Policy
import Testing

@testable import Admin

@Suite struct AdminVerbTests {
    @Test func everyVerbNamesADutyAndOnlyReadersOnlyRead() {
        for verb in AdminVerbs.all {
            let isReading = verb.method == .get
            #expect((verb.duty == .reading) == isReading && (verb.effect == .reads) == isReading, "\(verb.name)")
            #expect(verb.duty.roles.contains(.owner), "\(verb.name)")
            #expect(verb.duty.roles.contains(.auditor) == isReading, "\(verb.name)")
        }
    }

    @Test func noTwoVerbsHaveOneNameOrOnePlace() {
        #expect(Set(AdminVerbs.all.map(\.name)).count == AdminVerbs.all.count)
        #expect(Set(AdminVerbs.all.map(Self.place)).count == AdminVerbs.all.count)
    }

    private static func place(of verb: any VerbDescription) -> String {
        "\(verb.method.rawValue) \(verb.path.routerPath)"
    }

    @Test func everyDescribedVerbHasOneHandler() async throws {
        try await AdminWorld.with { world in
            #expect(world.service.handlers.map(\.verb.name) == AdminVerbs.all.map(\.name))
        }
    }

    /// Whether a verb waits for a second operator.
    private enum SecondPerson {
        case always
        case whenItWeakens
        case never(String)

        var isNever: Bool { if case .never = self { true } else { false } }
    }

    /// Every verb that changes something, whose it is, and whether it becomes a proposal: a new one is decided about here
    /// as well.
    private static let verbs: KeyValuePairs<String, (OperatorDuty, SecondPerson)> = [
        "DELETE tenants/:tenant/endpoints/:endpoint": (.support, .never("who is told moves no money")),
        "PATCH tenants/:tenant/limits/:class": (.support, .never("a rate of requests bounds no amount")),
        "POST deliveries/:delivery/retry": (.support, .never("a webhook that is sent again changes no books")),
        "POST tenant-imports": (.support, .never("tenants that share an account begin with empty books")),
        "POST tenants": (.support, .never("it shows secrets once; with an account it begins locked")),
        "POST tenants/:tenant/certificates": (.support, .whenItWeakens),
        "POST tenants/:tenant/certificates/remove": (.support, .whenItWeakens),
        "POST tenants/:tenant/endpoints": (.support, .never("who is told moves no money")),
        "POST tenants/:tenant/keys": (.support, .never("its tenant's controls bound it, its issuer cannot approve")),
        "POST tenants/:tenant/keys/:key/revoke": (.support, .never("it takes something away")),
        "POST tenants/:tenant/resume": (.support, .never("its controls bound what the tenant then does")),
        "POST tenants/:tenant/rotate-secret": (.support, .never("as a new key: its issuer cannot approve")),
        "POST tenants/:tenant/suspend": (.support, .never("it takes something away")),
        "POST tenants/:tenant/switch-signature": (.support, .never("which secret signs what the tenant is told")),
        "PATCH tenants/:tenant/commissions": (.treasury, .whenItWeakens),
        "PATCH tenants/:tenant/withdrawal-controls/allow-list": (.treasury, .whenItWeakens),
        "PATCH tenants/:tenant/withdrawal-controls/limits": (.treasury, .whenItWeakens),
        "POST approvals/:approval/approve": (.treasury, .never("it is the second person's word")),
        "POST approvals/:approval/reject": (.treasury, .never("it lets nothing pass")),
        "POST accounts/:account/commission-payouts": (.treasury, .always),
        "POST accounts/:account/ledger/:owner/adjust": (.treasury, .always),
        "POST accounts/:account/reconcile": (.treasury, .whenItWeakens),
        "POST intent-resolutions": (.treasury, .always),
        "POST intents/:intent/resolve": (.treasury, .whenItWeakens),
        "PUT tenants/:tenant/withdrawal-controls/lock": (.treasury, .whenItWeakens),
        "POST tenants/:tenant/withdrawal-controls/addresses": (.treasury, .whenItWeakens),
        "POST tenants/:tenant/withdrawal-controls/addresses/remove": (.treasury, .whenItWeakens),
        "POST withdrawals/:intent/settle": (.treasury, .always),
        "POST withdrawals/:intent/void": (.treasury, .always),
        "PATCH accounts/:account": (.treasury, .whenItWeakens),
        "PUT tenants/:tenant/withdrawal-key": (.treasury, .whenItWeakens),
        "PUT accounts/:account/client-secret": (.ownership, .never("the upstream says whose it is")),
        "POST accounts": (.ownership, .whenItWeakens),
        "POST accounts/:account/webhook-secrets": (.ownership, .always),
        "POST accounts/:account/webhook-secrets/retire": (.ownership, .whenItWeakens),
        "POST reload": (.ownership, .never("whoever writes the file owns the machine")),
        "POST proposals/:proposal/approve": (.decision, .never("it is the second person's word")),
        "POST proposals/:proposal/reject": (.decision, .never("it lets nothing pass")),
    ]

    @Test func theTableOfVerbsIsComplete() {
        let verbs = AdminVerbs.all.filter { $0.effect != .reads }
        for (place, (duty, secondPerson)) in Self.verbs {
            let named = verbs.filter { Self.place(of: $0) == place }
            #expect(named.map(\.duty) == [duty], "\(place)")
            #expect(named.map(\.mayBeDeferred) == [!secondPerson.isNever], "\(place): \(secondPerson)")
        }
        let listed = Set(Self.verbs.map(\.key))
        #expect(verbs.map(Self.place).filter { !listed.contains($0) } == [])
    }

    /// Else it would be answered 202 with nothing to decide.
    @Test func noReadBecomesAProposal() {
        #expect(AdminVerbs.all.filter { $0.effect == .reads && $0.mayBeDeferred }.map(\.name) == [])
    }
}
