import AdminAPI
import Policy
import Store

extension AdminService {
    /// A tenant by its identifier or its name.
    static func tenantID(_ reference: String, in reader: any SQLReader) throws -> TenantID {
        if let id = TenantID(reference) {
            guard try TenantRepository.exists(id, in: reader) else { throw IdentityError.noSuchTenant(reference) }
            return id
        }
        guard let id = try TenantRepository.tenantID(named: reference, in: reader) else {
            throw IdentityError.noSuchTenant(reference)
        }
        return id
    }

    /// An account by its identifier or its name.
    static func accountID(_ reference: String, in reader: any SQLReader) throws -> AccountID {
        if let id = AccountID(reference) { return id }
        guard let id = try AccountRepository.accountID(named: reference, in: reader) else {
            throw IdentityError.noSuchAccount(reference)
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

    func account(_ reference: String) async throws(AdminError) -> AccountID {
        do {
            return try await database.read { try Self.accountID(reference, in: $0) }
        } catch {
            throw AdminError(describing: error)
        }
    }
}
