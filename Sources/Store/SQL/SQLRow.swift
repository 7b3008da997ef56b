import Policy

/// The row that a statement stands on, read from the left: each read takes the next column, so that what reads a row
/// names its columns in the order of its SELECT. It cannot outlive the `decode` it was lent to.
///
/// A column of another type, NULL where a value is due, or no column at all throws `StoreError.corrupt`.
package struct SQLRow: ~Copyable {
    private let columns: any SQLColumns
    private var next = 0

    package init(_ columns: any SQLColumns) { self.columns = columns }

    package mutating func text() throws -> String { try columns.text(take()) }
    package mutating func integer() throws -> Int64 { try columns.integer(take()) }
    package mutating func blob() throws -> [UInt8] { try columns.blob(take()) }

    /// Whether the next column is NULL; it stays the next.
    package var nextIsNull: Bool { get throws { try columns.isNull(next) } }

    package mutating func skip(_ count: Int = 1) { next += count }

    /// From the first column again.
    package mutating func restart() { next = 0 }

    /// The next column's text or number, as a message shows it.
    package mutating func shown() -> String {
        let column = take()
        return (try? columns.text(column)) ?? (try? columns.integer(column)).map(String.init) ?? "?"
    }

    /// The error for the text that was read last.
    package func corrupt(_ text: String, isNot meaning: String) -> StoreError {
        .corrupt("column \(next - 1) holds \"\(text)\", not \(meaning)")
    }

    private mutating func take() -> Int {
        defer { next += 1 }
        return next
    }

    /// Takes the next column when it is the empty text.
    fileprivate mutating func takeEmpty() throws -> Bool {
        guard try columns.text(next).isEmpty else { return false }
        skip()
        return true
    }

    /// Takes the next column when it is NULL.
    fileprivate mutating func takeNull() throws -> Bool {
        guard try nextIsNull else { return false }
        skip()
        return true
    }
}

/// A row's columns by position, for `SQLRow` alone.
package protocol SQLColumns {
    func text(_ column: Int) throws -> String
    func integer(_ column: Int) throws -> Int64
    func blob(_ column: Int) throws -> [UInt8]
    func isNull(_ column: Int) throws -> Bool
}

extension SQLRow {
    package mutating func optionalText() throws -> String? { try takeNull() ? nil : text() }
    package mutating func optionalInteger() throws -> Int64? { try takeNull() ? nil : integer() }
    package mutating func optionalBlob() throws -> [UInt8]? { try takeNull() ? nil : blob() }

    /// Whether the next column holds anything, whatever it is.
    package mutating func isPresent() throws -> Bool {
        defer { skip() }
        return try !nextIsNull
    }

    package mutating func count() throws -> Int { Int(try integer()) }
    package mutating func optionalCount() throws -> Int? { try optionalInteger().map { Int($0) } }
    package mutating func boolean() throws -> Bool { try integer() != 0 }

    package mutating func time() throws -> Timestamp { Timestamp(millisecondsSinceEpoch: try integer()) }
    package mutating func optionalTime() throws -> Timestamp? { try takeNull() ? nil : time() }

    package mutating func id<Kind>(as: Kind.Type = Kind.self) throws -> Identifier<Kind> {
        let text = try text()
        guard let identifier = Identifier<Kind>(text) else {
            throw corrupt(text, isNot: "an identifier \(Kind.prefix)…")
        }
        return identifier
    }

    package mutating func optionalID<Kind>(as: Kind.Type = Kind.self) throws -> Identifier<Kind>? {
        try takeNull() ? nil : id()
    }

    package mutating func choice<Choice: RawRepresentable<String>>(of: Choice.Type = Choice.self) throws -> Choice {
        let text = try text()
        guard let choice = Choice(rawValue: text) else { throw corrupt(text, isNot: "a \(Choice.self)") }
        return choice
    }

    package mutating func optionalChoice<Choice: RawRepresentable<String>>(
        of: Choice.Type = Choice.self
    ) throws -> Choice? {
        try takeNull() ? nil : choice()
    }

    // Columns that have '' for none, as what is a part of a key is never NULL.

    package mutating func textUnlessEmpty() throws -> String? { try takeEmpty() ? nil : text() }
    package mutating func idUnlessEmpty<Kind>(of: Kind.Type = Kind.self) throws -> Identifier<Kind>? {
        try takeEmpty() ? nil : id()
    }
    package mutating func currencyUnlessEmpty() throws -> CurrencyCode? { try takeEmpty() ? nil : currency() }

    /// An amount in its one stored spelling.
    package mutating func amount() throws -> Amount {
        let text = try text()
        guard let amount = try? Amount(parsing: text), amount.exactText == text else {
            throw corrupt(text, isNot: "an amount")
        }
        return amount
    }

    package mutating func optionalAmount() throws -> Amount? { try takeNull() ? nil : amount() }

    package mutating func currency() throws -> CurrencyCode {
        let text = try text()
        guard let currency = CurrencyCode(text), currency.description == text else {
            throw corrupt(text, isNot: "a currency")
        }
        return currency
    }

    package mutating func optionalCurrency() throws -> CurrencyCode? { try takeNull() ? nil : currency() }
}
