import Policy

extension SQLRow {
    mutating func owner() throws -> LedgerOwner { try idUnlessEmpty().map { .tenant($0) } ?? .platform }
}
