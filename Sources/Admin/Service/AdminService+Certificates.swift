import AdminAPI
import Policy
import Store

extension AdminService {
    var certificateHandlers: [VerbHandler] {
        [
            VerbHandler(CertificateVerbs.list, listCertificates), VerbHandler(CertificateVerbs.add, addCertificate),
            VerbHandler(CertificateVerbs.remove, removeCertificate),
        ]
    }

    func listCertificates(
        _ request: TenantReference, for caller: AdminCaller
    ) async throws(AdminError) -> CertificateList {
        let id = try await tenant(request.tenant)
        return try await ask(Action(CertificateVerbs.list, tenant: id), for: caller) { reader in
            try Self.certificates(of: id, in: reader)
        }
    }

    /// The first one narrows who may call as the tenant; each further one widens it.
    func addCertificate(
        _ request: CertificateReference, for caller: AdminCaller
    ) async throws(AdminError) -> ChangeResult<CertificateList> {
        let binding = try Self.binding(request)
        let id = try await tenant(request.tenant)
        var known = request
        known.tenant = id.description
        let certificate = TenantCertificate(tenantID: id, binding: binding, createdAt: now())
        let action = Action(CertificateVerbs.add, tenant: id, [("binding", "\(binding)")])
        let rule = SecondPersonRule(request: try ProposedRequest(CertificateVerbs.add, known)) { reader in
            guard !(try Self.certificates(of: id, in: reader).certificates.isEmpty) else { return [] }
            return ["certificates of \(try Self.displayName(of: .tenant(id), in: reader)): \(binding) may call, too"]
        }
        return try await change(action, by: rule, for: caller) { writer in
            try TenantRepository.insert(certificate, in: writer)
            return try Self.certificates(of: id, in: writer)
        }
    }

    /// Without its last one the tenant needs no certificate any more.
    func removeCertificate(
        _ request: CertificateReference, for caller: AdminCaller
    ) async throws(AdminError) -> ChangeResult<CertificateList> {
        let binding = try Self.binding(request)
        let id = try await tenant(request.tenant)
        var known = request
        known.tenant = id.description
        let action = Action(CertificateVerbs.remove, tenant: id, [("binding", "\(binding)")])
        let rule = SecondPersonRule(request: try ProposedRequest(CertificateVerbs.remove, known)) { reader in
            let certificates = try Self.certificates(of: id, in: reader).certificates
            guard certificates.map(\.binding) == [binding.description] else { return [] }
            return ["certificates of \(try Self.displayName(of: .tenant(id), in: reader)): \(binding) -> none needed"]
        }
        return try await change(action, by: rule, for: caller) { writer in
            try TenantRepository.removeCertificate(binding, of: id, in: writer)
            return try Self.certificates(of: id, in: writer)
        }
    }

    private static func binding(_ request: CertificateReference) throws(AdminError) -> CertificateBinding {
        guard let binding = CertificateBinding(request.binding) else {
            throw AdminError(
                .invalidRequest,
                "a certificate is given as sha256:FINGERPRINT, dns:NAME or uri:URI, not as \"\(request.binding)\"")
        }
        return binding
    }

    private static func certificates(of id: TenantID, in reader: any SQLReader) throws -> CertificateList {
        CertificateList(
            certificates: try TenantRepository.certificates(of: id, in: reader).map {
                CertificateView(binding: $0.binding.description, createdAt: $0.createdAt.description)
            })
    }
}
