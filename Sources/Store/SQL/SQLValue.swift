import Policy

/// A statement's argument, in the types that SQLite and PostgreSQL share.
package enum SQLValue: Hashable, Sendable, ExpressibleByIntegerLiteral, ExpressibleByStringLiteral,
    ExpressibleByNilLiteral
{
    case null
    case integer(Int64)
    case text(String)
    case blob([UInt8])

    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(stringLiteral value: String) { self = .text(value) }
    package init(nilLiteral: ()) { self = .null }

    package static func id<Kind>(_ identifier: Identifier<Kind>) -> SQLValue { .text(identifier.description) }
    package static func id<Kind>(_ identifier: Identifier<Kind>?) -> SQLValue { identifier.map { .id($0) } ?? .null }
    package static func time(_ timestamp: Timestamp) -> SQLValue { .integer(timestamp.millisecondsSinceEpoch) }
    package static func time(_ timestamp: Timestamp?) -> SQLValue { timestamp.map { .time($0) } ?? .null }
    package static func optionalText(_ text: String?) -> SQLValue { text.map(SQLValue.text) ?? .null }
    static func optionalBlob(_ bytes: [UInt8]?) -> SQLValue { bytes.map(SQLValue.blob) ?? .null }
    static func boolean(_ value: Bool) -> SQLValue { .integer(value ? 1 : 0) }
    static func count(_ value: Int) -> SQLValue { .integer(Int64(value)) }
    static func optionalCount(_ value: Int?) -> SQLValue { value.map { .count($0) } ?? .null }
    static func amount(_ amount: Amount) -> SQLValue { .text(amount.exactText) }
    static func amount(_ amount: Amount?) -> SQLValue { amount.map { .amount($0) } ?? .null }
}
