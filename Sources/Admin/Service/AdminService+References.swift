import AdminAPI
import Policy
import Store

extension AdminService {
    /// A tenant by its identifier or its name.
    static func tenantID(_ reference: String, in reader: any SQLReader) throws -> TenantID {
        if let id = TenantID(reference) {
            guard try IdentityRepository.exists(id, in: reader) else { throw IdentityError.noSuchTenant(reference) }
            return id
        }
        guard let id = try IdentityRepository.tenantID(named: reference, in: reader) else {
            throw IdentityError.noSuchTenant(reference)
        }
        return id
    }

    /// A credential by its identifier or its name.
    static func credentialID(_ reference: String, in reader: any SQLReader) throws -> CredentialID {
        if let id = CredentialID(reference) { return id }
        guard let id = try IdentityRepository.credentialID(named: reference, in: reader) else {
            throw IdentityError.noSuchCredential(reference)
        }
        return id
    }

    /// Resolved before the change, so that the record of its request names the tenant.
    func tenant(_ reference: String) async throws(AdminError) -> TenantID {
        do {
            return try await database.read { try Self.tenantID(reference, in: $0) }
        } catch {
            throw AdminError(describing: error)
        }
    }

    func credential(_ reference: String) async throws(AdminError) -> CredentialID {
        do {
            return try await database.read { try Self.credentialID(reference, in: $0) }
        } catch {
            throw AdminError(describing: error)
        }
    }
}
