import Store

/// One row that is broken, and the rows that a check then names. In both stand the names of `BrokenBooks`.
struct LedgerDamage: Sendable {
    let sql: String
    let rows: [String]

    init(_ sql: String, _ rows: String...) {
        self.sql = sql
        self.rows = rows
    }

    init(_ sql: String, _ place: Place) {
        self.sql = sql
        rows = [place.rawValue]
    }

    enum Place: String, Sendable {
        case fund = "ledger_payments LEFT/FUND"
        case paid = "ledger_withdrawals LEFT/PAID"
        case open = "ledger_withdrawals LEFT/OPEN"
        case hold = "ledger_withdrawals LEFT/HOLD"
        case available = "ledger_accounts LEFT/CRED/USDTTRC20/available"
        case held = "ledger_accounts LEFT/CRED/USDTTRC20/held"
    }

    /// A kind without a case does not compile; one without a damage fails its test.
    static func all(_ kind: LedgerViolation.Kind) -> [LedgerDamage] {
        switch kind {
        case .unreadable: unreadable
        case .unbalanced, .beyondBounds, .belowZero, .numberSkipped, .carriedCount, .lastNumber, .lastNumberMissing,
            .objectMissing:
            ofJournal(kind)
        case .balance, .receivableBesideAvailable, .heldSum, .paymentBooking, .withdrawalBooking, .withdrawalEvidence:
            ofSums(kind)
        case .windowSum: windowSums
        case .holdWithoutIntent, .intentWithoutFunds, .fundsOfRefusedIntent, .fundsOfEffectiveIntent, .fundsOfApproval,
            .fundsOfMirrored, .mirroredWithoutEffect, .ownedOtherwise:
            ofJoins(kind)
        }
    }

    private static let unreadable = [
        LedgerDamage(
            "UPDATE ledger_entries SET currency = 'US DT' WHERE tenant_id = 'RIGHT'", "ledger_entries RIGHT/1"),
        LedgerDamage(
            "UPDATE ledger_postings SET amount = 'ten' WHERE tenant_id = 'LEFT' AND entry_number = 1 AND account = 'pool'",
            "ledger_postings LEFT/1/pool"),
        LedgerDamage("UPDATE ledger_owners SET tenant_id = 'nobody' WHERE tenant_id = 'RIGHT'", "ledger_owners nobody"),
        LedgerDamage(
            "UPDATE ledger_accounts SET balance = '1.5' WHERE tenant_id = 'LEFT' AND account = 'available'", .available),
        LedgerDamage("UPDATE ledger_payments SET accepted = 'ten' WHERE intent_id = 'FUND'", .fund),
        LedgerDamage("UPDATE ledger_withdrawals SET amount = '' WHERE intent_id = 'PAID'", .paid),
        LedgerDamage("UPDATE withdrawals SET amount = 'four' WHERE intent_id = 'OPEN'", "withdrawals LEFT/OPEN"),
        LedgerDamage(
            "UPDATE withdrawal_sums SET amount = 'ten' WHERE span = 'hour'", "withdrawal_sums LEFT/USDTTRC20/hour/HOUR"),
    ]

    private static let windowSums = [
        LedgerDamage(
            "UPDATE withdrawal_sums SET count = 2 WHERE span = 'hour'", "withdrawal_sums LEFT/USDTTRC20/hour/HOUR"),
        LedgerDamage(
            "UPDATE withdrawal_sums SET amount = '7.000000000000000000' WHERE span = 'minute'",
            "withdrawal_sums LEFT/USDTTRC20/minute/MINUTE"),
        LedgerDamage(
            "UPDATE withdrawal_sums SET usd_value = '1.000000000000000000' WHERE span = 'hour'",
            "withdrawal_sums LEFT/USDTTRC20/hour/HOUR"),
        LedgerDamage(
            "UPDATE withdrawal_sums SET unpriced = '0.000000000000000000' WHERE span = 'hour'",
            "withdrawal_sums LEFT/USDTTRC20/hour/HOUR"),
        LedgerDamage(
            "DELETE FROM withdrawal_sums WHERE span = 'minute'", "withdrawal_sums LEFT/USDTTRC20/minute/MINUTE"),
        LedgerDamage(
            """
            INSERT INTO withdrawal_sums (tenant_id, currency, span, starts_at, count, amount, usd_value, unpriced)
            VALUES ('RIGHT', 'BTC', 'hour', HOUR, 1, '1.000000000000000000', '0.000000000000000000',
                '1.000000000000000000')
            """, "withdrawal_sums RIGHT/BTC/hour/HOUR"),
        LedgerDamage(
            "UPDATE withdrawals SET state = 'begun' WHERE intent_id = 'BACK'",
            "withdrawal_sums LEFT/USDTTRC20/hour/HOUR", "withdrawal_sums LEFT/USDTTRC20/minute/MINUTE"),
    ]

    private static func ofJournal(_ kind: LedgerViolation.Kind) -> [LedgerDamage] {
        switch kind {
        case .unbalanced:
            [
                LedgerDamage(
                    """
                    UPDATE ledger_postings SET amount = '1.000000000000000000'
                    WHERE tenant_id = 'LEFT' AND entry_number = 1 AND account = 'pool'
                    """, "ledger_entries LEFT/1"),
                LedgerDamage(
                    "DELETE FROM ledger_postings WHERE tenant_id = 'RIGHT' AND account = 'available'",
                    "ledger_entries RIGHT/1"),
            ]
        case .beyondBounds:
            [
                LedgerDamage(
                    """
                    UPDATE ledger_postings SET amount = '170141183460469231731.687303715884105727'
                    WHERE tenant_id = 'LEFT' AND entry_number = 2 AND account = 'held'
                    """, "ledger_entries LEFT/3")
            ]
        case .belowZero:
            [
                LedgerDamage(
                    """
                    UPDATE ledger_postings SET amount = '-9.000000000000000000'
                    WHERE tenant_id = 'LEFT' AND entry_number = 7 AND account = 'available'
                    """, "ledger_entries LEFT/7"),
                LedgerDamage(
                    """
                    UPDATE ledger_postings SET amount = '-8.000000000000000000'
                    WHERE tenant_id = 'LEFT' AND entry_number = 4 AND account = 'held'
                    """, "ledger_entries LEFT/4", "ledger_entries LEFT/6"),
            ]
        case .numberSkipped:
            [
                LedgerDamage(
                    """
                    INSERT INTO ledger_entries (tenant_id, number, account_id, currency, cause, created_at)
                    VALUES ('LEFT', 19, 'CRED', 'USDTTRC20', 'doubt', 0)
                    """, "ledger_entries LEFT/19")
            ]
        case .carriedCount:
            [LedgerDamage("UPDATE ledger_entries SET carried = 5 WHERE tenant_id = 'RIGHT'", "ledger_entries RIGHT/1")]
        case .lastNumber:
            [
                LedgerDamage(
                    "UPDATE ledger_owners SET last_entry = last_entry + 1 WHERE tenant_id = 'RIGHT'",
                    "ledger_owners RIGHT"),
                LedgerDamage(
                    "INSERT INTO ledger_owners (tenant_id, last_entry) VALUES ('', 3)", "ledger_owners platform"),
            ]
        case .lastNumberMissing:
            [LedgerDamage("DELETE FROM ledger_owners WHERE tenant_id = 'RIGHT'", "ledger_owners RIGHT")]
        case .objectMissing:
            [
                LedgerDamage("DELETE FROM ledger_payments WHERE intent_id = 'FUND'", "ledger_entries LEFT/1"),
                LedgerDamage(
                    "DELETE FROM ledger_withdrawals WHERE intent_id = 'PAID'", "ledger_entries LEFT/2",
                    "ledger_entries LEFT/4"),
            ]
        default: []
        }
    }

    private static func ofSums(_ kind: LedgerViolation.Kind) -> [LedgerDamage] {
        switch kind {
        case .balance:
            [
                LedgerDamage(
                    """
                    UPDATE ledger_accounts SET balance = '999.000000000000000000'
                    WHERE tenant_id = 'LEFT' AND account = 'available'
                    """, .available),
                LedgerDamage("DELETE FROM ledger_accounts WHERE tenant_id = 'LEFT' AND account = 'held'", .held),
                LedgerDamage(
                    """
                    INSERT INTO ledger_accounts (tenant_id, account_id, currency, account, balance)
                    VALUES ('', 'CRED', 'BTC', 'variance', '1.000000000000000000')
                    """, "ledger_accounts platform/CRED/BTC/variance"),
            ]
        case .receivableBesideAvailable:
            [
                LedgerDamage(
                    """
                    UPDATE ledger_postings SET account = 'receivable'
                    WHERE tenant_id = 'LEFT' AND entry_number = 7 AND account = 'available'
                    """, "ledger_accounts LEFT/CRED/USDTTRC20/receivable")
            ]
        case .heldSum:
            [
                LedgerDamage(
                    "UPDATE ledger_withdrawals SET amount = '5.000000000000000000' WHERE intent_id = 'OPEN'", .held),
                LedgerDamage("UPDATE ledger_withdrawals SET state = 'posted' WHERE intent_id = 'OPEN'", .held),
                LedgerDamage("DELETE FROM ledger_withdrawals WHERE intent_id = 'OPEN'", .held),
            ]
        case .paymentBooking:
            [
                LedgerDamage(
                    "UPDATE ledger_payments SET accepted = '11.000000000000000000' WHERE intent_id = 'FUND'", .fund),
                LedgerDamage(
                    "UPDATE ledger_payments SET silent_total = '11.000000000000000000' WHERE intent_id = 'FUND'", .fund),
                LedgerDamage("UPDATE ledger_payments SET failed_at = 9000000000000000 WHERE intent_id = 'FUND'", .fund),
            ]
        case .withdrawalBooking:
            [
                LedgerDamage(
                    "UPDATE ledger_withdrawals SET amount = '5.000000000000000000' WHERE intent_id = 'OPEN'", .open),
                LedgerDamage(
                    "DELETE FROM ledger_postings WHERE tenant_id = 'LEFT' AND entry_number = 3 AND account = 'held'",
                    .open),
            ]
        case .withdrawalEvidence:
            [
                LedgerDamage("UPDATE ledger_withdrawals SET returned_at = 5 WHERE intent_id = 'OPEN'", .open),
                LedgerDamage("UPDATE ledger_withdrawals SET state = 'held' WHERE intent_id = 'PAID'", .paid),
            ]
        default: []
        }
    }

    private static func ofJoins(_ kind: LedgerViolation.Kind) -> [LedgerDamage] {
        switch kind {
        case .holdWithoutIntent: [LedgerDamage("DELETE FROM intents WHERE intent_id = 'OPEN'", .open)]
        case .intentWithoutFunds:
            [LedgerDamage("DELETE FROM ledger_withdrawals WHERE intent_id = 'OPEN'", "intents LEFT/OPEN")]
        case .fundsOfRefusedIntent:
            [
                LedgerDamage("UPDATE intents SET state = 'abandoned' WHERE intent_id = 'PAID'", .paid),
                LedgerDamage("UPDATE intents SET state = 'refused' WHERE intent_id = 'OPEN'", .open),
            ]
        case .fundsOfEffectiveIntent:
            [
                LedgerDamage(
                    "UPDATE intents SET state = 'succeeded' WHERE intent_id = 'BACK'", "ledger_withdrawals LEFT/BACK")
            ]
        case .fundsOfApproval:
            [
                LedgerDamage("UPDATE withdrawal_approvals SET state = 'rejected' WHERE hold_id = 'HOLD'", .hold),
                LedgerDamage("UPDATE ledger_withdrawals SET state = 'voided' WHERE intent_id = 'HOLD'", .hold),
            ]
        case .fundsOfMirrored:
            [
                LedgerDamage("UPDATE mirrored_objects SET status = 'completed' WHERE intent_id = 'OPEN'", .open),
                LedgerDamage("UPDATE mirrored_objects SET status = 'failed' WHERE intent_id = 'OPEN'", .open),
            ]
        case .mirroredWithoutEffect:
            [
                LedgerDamage(
                    "UPDATE intents SET state = 'refused' WHERE intent_id = 'OPEN'", "mirrored_objects LEFT/OPEN")
            ]
        case .ownedOtherwise:
            [
                LedgerDamage(
                    "UPDATE owned_objects SET upstream_id = 'x' WHERE intent_id = 'OPEN'", "owned_objects LEFT/OPEN"),
                LedgerDamage(
                    "UPDATE intents SET upstream_id = 'x' WHERE intent_id = 'OPEN'", "owned_objects LEFT/OPEN"),
            ]
        default: []
        }
    }
}
