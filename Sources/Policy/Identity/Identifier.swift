/// Names what an `Identifier` identifies, at compile time.
package protocol IdentifierKind: Sendable {
    /// Text before the ULID, its underscore included; empty for an identifier that travels bare.
    static var prefix: String { get }
}

/// A ULID that cannot be mistaken for the identifier of something else.
package struct Identifier<Kind: IdentifierKind>: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let ulid: ULID

    package init(ulid: ULID) { self.ulid = ulid }

    package init(at now: Timestamp, using generator: inout some RandomNumberGenerator) {
        self.ulid = ULID(at: now, using: &generator)
    }

    /// A fresh identifier from the system's random source.
    package static func make(at now: Timestamp) -> Self {
        var generator = SystemRandomNumberGenerator()
        return Self(at: now, using: &generator)
    }

    /// `nil` unless `text` is the kind's prefix followed by a canonical ULID.
    package init?(_ text: String) {
        guard let ulid = ULID(text, after: Kind.prefix) else { return nil }
        self.ulid = ulid
    }

    package static func < (lhs: Self, rhs: Self) -> Bool { lhs.ulid < rhs.ulid }

    package var description: String { Kind.prefix + ulid.description }

    /// Appends `description` without making a string of it.
    package func append(to text: inout [UInt8]) {
        text.append(text: Kind.prefix)
        ulid.append(to: &text)
    }
}

package enum TenantKind: IdentifierKind { package static let prefix = "ten_" }
/// `crd_` for good: the upstream keeps callback URLs that carry it.
package enum AccountKind: IdentifierKind { package static let prefix = "crd_" }
/// `app_` for good: secrets are sealed under it.
package enum CredentialKind: IdentifierKind { package static let prefix = "app_" }
package enum APIKeyKind: IdentifierKind { package static let prefix = "key_" }
package enum EndpointKind: IdentifierKind { package static let prefix = "whe_" }
package enum WebhookEventKind: IdentifierKind { package static let prefix = "evt_" }
package enum DeliveryKind: IdentifierKind { package static let prefix = "dlv_" }
/// Bare: upstream's `order_id` and `custom_id` carry it, and upstream limits their length.
package enum IntentKind: IdentifierKind { package static let prefix = "" }
package enum ProposalKind: IdentifierKind { package static let prefix = "prp_" }
package enum RequestKind: IdentifierKind { package static let prefix = "req_" }

package typealias TenantID = Identifier<TenantKind>
/// One upstream account: one balance, one set of webhook secrets.
package typealias AccountID = Identifier<AccountKind>
/// One client id of an upstream account, with its secret, token and quota.
package typealias CredentialID = Identifier<CredentialKind>
package typealias APIKeyID = Identifier<APIKeyKind>
package typealias EndpointID = Identifier<EndpointKind>
package typealias WebhookEventID = Identifier<WebhookEventKind>
package typealias DeliveryID = Identifier<DeliveryKind>
package typealias IntentID = Identifier<IntentKind>
/// A change that waits for a second operator.
package typealias ProposalID = Identifier<ProposalKind>
package typealias RequestID = Identifier<RequestKind>
