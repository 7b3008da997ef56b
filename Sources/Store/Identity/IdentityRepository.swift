import Policy

/// The SQL of accounts, tenants, API keys, endpoints and limits.
///
/// Every function runs inside its caller's transaction, so that several of them and an outbox or audit row can share one
/// commit. Functions that change rows throw `IdentityError` when a rule of identity refuses the change.
package enum IdentityRepository {}
