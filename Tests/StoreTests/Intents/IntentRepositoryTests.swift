import Policy
import Store
import TestSupport
import Testing

@Suite struct IntentRepositoryTests {
    private typealias Fixture = IntentFixture

    @Test func aKeyIsUniquePerTenantOnly() async throws {
        try await TemporaryDatabase.with { database in
            try await database.write { try IntentRepository.insert(Fixture.intent(1, key: "k"), in: $0) }
            await #expect(
                throws: StoreError.constraint("UNIQUE constraint failed: intents.tenant_id, intents.idempotency_key")
            ) {
                try await database.write { try IntentRepository.insert(Fixture.intent(2, key: "k"), in: $0) }
            }
            let others = [
                Fixture.intent(3, key: "K"), Fixture.intent(4, tenant: Fixture.otherTenant, key: "k"),
                Fixture.intent(5), Fixture.intent(6),
            ]
            try await database.write { store in
                for intent in others { try IntentRepository.insert(intent, in: store) }
            }
            let found = try await database.read { store in
                try [Fixture.tenant, Fixture.otherTenant].map {
                    try IntentRepository.find(tenantID: $0, idempotencyKey: "k", in: store)?.id
                }
            }
            #expect(found == [Fixture.intent(1).id, Fixture.intent(4).id])
        }
    }

    @Test func anAbandonedIntentFreesItsKey() async throws {
        try await TemporaryDatabase.with { database in
            let first = Fixture.intent(1, key: "k")
            try await database.write { store in
                try IntentRepository.insert(first, in: store)
                try IntentRepository.abandon(first, at: Fixture.now, in: store)
                #expect(try IntentRepository.find(tenantID: Fixture.tenant, idempotencyKey: "k", in: store) == nil)
                try IntentRepository.insert(Fixture.intent(2, key: "k"), in: store)
            }
        }
    }

    /// A withdrawal has its `custom_id` to itself for ever, unless it certainly had no effect.
    @Test(arguments: IntentState.allCases) func aCustomIDHasOneWithdrawal(state: IntentState) async throws {
        try await TemporaryDatabase.with { database in
            let first = Fixture.intent(1, kind: .withdrawal, key: "k", claimedCustomID: "mine")
            try await database.write { store in
                try IntentRepository.insert(first, in: store)
                try Fixture.bring(first, to: state, in: store)
                _ = try IntentRepository.forgetAnswers(
                    kind: .withdrawal, settledBefore: Fixture.now.advanced(by: .seconds(1)), limit: 10, in: store)
                try IntentRepository.insert(
                    Fixture.intent(2, tenant: Fixture.otherTenant, kind: .withdrawal, claimedCustomID: "mine"),
                    in: store)
            }
            let isFree = state == .refused || state == .abandoned
            let holder = try await database.read {
                try IntentRepository.find(tenantID: Fixture.tenant, claimedCustomID: "mine", in: $0)
            }
            #expect(holder?.id == (isFree ? nil : first.id))
            let second = Fixture.intent(3, kind: .withdrawal, claimedCustomID: "mine")
            do {
                try await database.write { try IntentRepository.insert(second, in: $0) }
                #expect(isFree)
            } catch StoreError.constraint {
                #expect(!isFree)
            }
        }
    }

    /// The upstream proves what it had refused, after another withdrawal took the `custom_id`: both are facts.
    @Test func aLateProofDoesNotTakeACustomIDBack() async throws {
        try await TemporaryDatabase.with { database in
            let first = Fixture.intent(1, kind: .withdrawal, claimedCustomID: "mine")
            let second = Fixture.intent(2, kind: .withdrawal, claimedCustomID: "mine")
            try await database.write { store in
                try IntentRepository.insert(first, in: store)
                try Fixture.bring(first, to: .refused, in: store)
                try IntentRepository.insert(second, in: store)
                #expect(try IntentRepository.confirm(first, upstreamID: "wd-1", at: Fixture.now, in: store))
                let holder = try IntentRepository.find(
                    tenantID: Fixture.tenant, claimedCustomID: "mine", in: store)
                #expect(holder?.id == second.id)
            }
        }
    }

    @Test func anAnswerIsKeptForReplaysByteForByte() async throws {
        try await TemporaryDatabase.with { database in
            let intent = Fixture.intent(1, key: "k")
            let answer = StoredResponse(status: 200, body: [0, 255, 10, 123])
            try await database.write { store in
                try IntentRepository.insert(intent, in: store)
                try IntentRepository.succeed(intent, upstreamID: "tx", response: answer, at: Fixture.now, in: store)
            }
            let found = try await database.read {
                try IntentRepository.find(tenantID: Fixture.tenant, idempotencyKey: "k", in: $0)
            }
            #expect(found?.response == answer && found?.upstreamID == "tx" && found?.state == .succeeded)
        }
    }

    @Test func objectsAreFoundByTheirOwnerOnly() async throws {
        try await TemporaryDatabase.with { database in
            let intent = Fixture.intent(1)
            try await database.write { store in
                try IntentRepository.insert(intent, in: store)
                try IntentRepository.succeed(
                    intent, upstreamID: "tx", response: Fixture.answer, at: Fixture.now, in: store)
            }
            try await database.read { store in
                func owned(_ tenant: TenantID, _ id: String, _ account: AccountID, _ kind: ObjectKind) throws
                    -> Bool
                {
                    try IntentRepository.find(
                        ownedBy: tenant, upstreamID: id, accountID: account, kind: kind, in: store) != nil
                }
                let otherAccount = AccountID(ulid: ULID(value: 0xD))
                #expect(try owned(Fixture.tenant, "tx", Fixture.account, .payment))
                #expect(try !owned(Fixture.otherTenant, "tx", Fixture.account, .payment))
                #expect(try !owned(Fixture.tenant, "TX", Fixture.account, .payment))
                #expect(try !owned(Fixture.tenant, "tx", otherAccount, .payment))
                #expect(try !owned(Fixture.tenant, "tx", Fixture.account, .withdrawal))
                // A webhook names an account and no tenant.
                let byWebhook = try IntentRepository.find(
                    upstreamID: "tx", accountID: Fixture.account, kind: .payment, in: store)
                #expect(byWebhook?.id == intent.id)
                let byToken = try IntentRepository.find(
                    callbackToken: "token-1", accountID: otherAccount, in: store)
                #expect(byToken == nil)
            }
        }
    }

    @Test(arguments: [Fixture.tenant, Fixture.otherTenant])
    func oneObjectHasOneOwner(second: TenantID) async throws {
        try await TemporaryDatabase.with { database in
            let (first, rival) = (Fixture.intent(1), Fixture.intent(2, tenant: second))
            try await database.write { store in
                for intent in [first, rival] { try IntentRepository.insert(intent, in: store) }
                try IntentRepository.succeed(
                    first, upstreamID: "tx", response: Fixture.answer, at: Fixture.now, in: store)
            }
            do {
                try await database.write { store in
                    try IntentRepository.succeed(
                        rival, upstreamID: "tx", response: Fixture.answer, at: Fixture.now, in: store)
                }
                Issue.record("the object changed its owner")
            } catch let conflict as OwnershipConflict {
                #expect(conflict.intent == rival.id && conflict.upstreamID == "tx")
            }
            let after = try await database.read { store in
                (
                    try IntentRepository.find(rival.id, of: rival.tenantID, in: store),
                    try IntentRepository.find(
                        upstreamID: "tx", accountID: Fixture.account, kind: .payment, in: store)
                )
            }
            #expect(after.0 == rival, "the whole job was rolled back")
            #expect(after.1?.id == first.id)
        }
    }

    /// The same upstream id as a payment and as a withdrawal, or at two accounts, names different objects.
    @Test func idsAreSpacedByKindAndAccount() async throws {
        try await TemporaryDatabase.with { database in
            let intents = [
                Fixture.intent(1), Fixture.intent(2, kind: .withdrawal),
                Fixture.intent(3, account: AccountID(ulid: ULID(value: 0xD))),
            ]
            try await database.write { store in
                for intent in intents {
                    try IntentRepository.insert(intent, in: store)
                    try IntentRepository.succeed(
                        intent, upstreamID: "7", response: Fixture.answer, at: Fixture.now, in: store)
                }
            }
            try await database.read { store in
                for intent in intents {
                    let found = try IntentRepository.find(
                        upstreamID: "7", accountID: intent.accountID, kind: intent.kind, in: store)
                    #expect(found?.id == intent.id)
                }
            }
        }
    }
}
