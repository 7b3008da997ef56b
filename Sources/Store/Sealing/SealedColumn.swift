import Policy

/// Where sealed values belong: the envelope's additional data, so that a value cannot be moved to another place. What is
/// sealed under a name opens under it alone, and so the name stays when its table is called otherwise.
enum SealedColumn {
    case credentialClientSecret(CredentialID)
    case accountWebhookSecret(AccountID, generation: Int64)
    case tenantWebhookSecret(TenantID)
    case retiringWebhookSecret(TenantID, id: String)
    case proposalRequest(ProposalID)

    private var place: (table: String, column: String, row: String) {
        switch self {
        case .credentialClientSecret(let id): ("applications", "sealed_client_secret", id.description)
        case .accountWebhookSecret(let id, let generation):
            ("credential_webhook_secrets", "sealed_secret", "\(id)/\(generation)")
        case .tenantWebhookSecret(let id): ("tenants", "sealed_webhook_secret", id.description)
        case .retiringWebhookSecret(let tenantID, let id):
            ("retiring_secrets", "sealed_webhook_secret", "\(tenantID)/\(id)")
        case .proposalRequest(let id): ("proposals", "sealed_request", id.description)
        }
    }

    func seal(_ secret: Secret<String>, with sealer: Sealer) -> SQLValue {
        let place = place
        let plaintext = Secret(Array(secret.exposed.utf8))
        return .blob(sealer.seal(plaintext, table: place.table, column: place.column, row: place.row))
    }

    /// - Throws: `SealError` when the envelope was made with another key or for another place.
    func open(_ envelope: [UInt8], with sealer: Sealer) throws -> Secret<String> {
        let place = place
        let plaintext = try sealer.open(envelope, table: place.table, column: place.column, row: place.row)
        return Secret(String(decoding: plaintext.exposed, as: UTF8.self))
    }
}
