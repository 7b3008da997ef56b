-- Client certificates that a tenant may be used with. A tenant without a row needs none.
CREATE TABLE tenant_certificates (
    tenant_id TEXT NOT NULL REFERENCES tenants (id),
    -- sha256:…, dns:… or uri:…, in canonical form.
    binding TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, binding)
) STRICT;
