-- What the upstream takes of this account's payments; NULL is the configuration's figure.
ALTER TABLE credentials ADD COLUMN upstream_fee_basis_points INTEGER
    CHECK (upstream_fee_basis_points BETWEEN 0 AND 10000);
