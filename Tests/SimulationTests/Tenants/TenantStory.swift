import HTTPWire
import Policy
import Store

@testable import StoreSQLite

/// What a tenant was told and what its books say, without identifiers and times, which are never the same twice.
struct TenantStory: Equatable {
    private static let toldMembers = [
        "status", "amount", "amount_usd", "amount_crypto", "requested_amount", "currency",
    ]

    let answers: [String]
    let readings: [String]
    let postings: [String]

    init(of tenant: SimulatedTenant, in store: any SQLReader) throws {
        answers = tenant.wishes.flatMap { wish in
            wish.replies.map { reply in
                guard let reply else { return "\(wish.marker): nothing" }
                return
                    "\(wish.marker): \(reply.status) \(reply.code ?? "") \(reply.isReplayed) \(Self.told(reply.json))"
            }
        }
        readings = tenant.readings.map { body in
            let json = try? JSONValue.parse(body.utf8)
            guard let objects = json?["results"]?.arrayValue else { return body }
            // The gateway learns of an end that nobody tells it in the minute of its sweep, which asks for all tenants.
            return objects.map { Self.told($0).replacing("status=expired", with: "status=waiting") }
                .joined(separator: "; ")
        }
        postings = try store.rows(
            """
            SELECT entry_number, currency, account, amount FROM ledger_postings
            JOIN ledger_entries ON ledger_entries.tenant_id = ledger_postings.tenant_id AND number = entry_number
            WHERE ledger_postings.tenant_id = $1 ORDER BY entry_number, account
            """, [.id(tenant.id)]
        ) { "\(try $0.integer()) \(try $0.text()) \(try $0.text()) \(try $0.text())" }
    }

    private static func told(_ object: JSONValue?) -> String {
        toldMembers.compactMap { name in
            object?[name].map { "\(name)=\($0.stringValue ?? $0.numberToken ?? "?")" }
        }.joined(separator: " ")
    }
}
