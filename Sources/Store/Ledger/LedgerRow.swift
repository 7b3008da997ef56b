import Policy

extension SQLValue {
    static func amount(_ amount: Amount) -> SQLValue { .text(amount.exactText) }
    static func amount(_ amount: Amount?) -> SQLValue { amount.map { .amount($0) } ?? .null }
}

extension SQLRow {
    /// - Throws: `StoreError.corrupt` when the text is not an amount in its one stored spelling.
    func amount(_ column: Int) throws -> Amount {
        let text = try text(column)
        guard let amount = try? Amount(parsing: text), amount.exactText == text else {
            throw StoreError.corrupt("column \(column) holds \"\(text)\", not an amount")
        }
        return amount
    }

    func optionalAmount(_ column: Int) throws -> Amount? { isNull(column) ? nil : try amount(column) }

    func currency(_ column: Int) throws -> CurrencyCode {
        let text = try text(column)
        guard let currency = CurrencyCode(text), currency.description == text else {
            throw StoreError.corrupt("column \(column) holds \"\(text)\", not a currency")
        }
        return currency
    }

    func owner(_ column: Int) throws -> LedgerOwner {
        try text(column).isEmpty ? .platform : .tenant(try id(column))
    }
}
