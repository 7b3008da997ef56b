import Policy

extension SQLValue {
    static func amount(_ amount: Amount) -> SQLValue { .text(amount.exactText) }
    static func amount(_ amount: Amount?) -> SQLValue { amount.map { .amount($0) } ?? .null }
}

extension SQLRow {
    mutating func owner() throws -> LedgerOwner { try idUnlessEmpty().map { .tenant($0) } ?? .platform }
}
