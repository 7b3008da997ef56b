/// The verbs of one noun, such as `key create` and `key revoke`.
///
/// To add a verb: describe it here as a `Verb` and put it into `all`; give `AdminService` its handler and put that into
/// the noun's list of handlers; give the command its noun's file in `fusegate/Commands`. Route, client, audit record,
/// permission, reload and the OpenAPI document follow from the description.
package protocol VerbNoun {
    static var all: [any VerbDescription] { get }
}

/// The whole admin API.
package enum AdminVerbs: VerbNoun {
    package static let all: [any VerbDescription] = [
        GatewayVerbs.all, AccountVerbs.all, CredentialVerbs.all, TenantVerbs.all, KeyVerbs.all, EndpointVerbs.all,
        CertificateVerbs.all, LimitVerbs.all, CommissionVerbs.all, IntentVerbs.all, WithdrawalVerbs.all,
        WebhookVerbs.all, ProposalVerbs.all, LedgerVerbs.all,
    ].flatMap { $0 }
}
