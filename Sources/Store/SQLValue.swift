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
}

extension SQLRow {
    package func optionalText(_ column: Int) throws -> String? { isNull(column) ? nil : try text(column) }
    package func optionalInteger(_ column: Int) throws -> Int64? { isNull(column) ? nil : try integer(column) }
    package func optionalBlob(_ column: Int) throws -> [UInt8]? { isNull(column) ? nil : try blob(column) }

    package func time(_ column: Int) throws -> Timestamp { Timestamp(millisecondsSinceEpoch: try integer(column)) }
    package func optionalTime(_ column: Int) throws -> Timestamp? { isNull(column) ? nil : try time(column) }

    /// - Throws: `StoreError.corrupt` when the text is not an identifier of this kind.
    package func id<Kind>(_ column: Int, as: Kind.Type = Kind.self) throws -> Identifier<Kind> {
        let text = try text(column)
        guard let identifier = Identifier<Kind>(text) else {
            throw StoreError.corrupt("column \(column) holds \"\(text)\", not an identifier \(Kind.prefix)…")
        }
        return identifier
    }

    package func optionalID<Kind>(_ column: Int, as: Kind.Type = Kind.self) throws -> Identifier<Kind>? {
        isNull(column) ? nil : try id(column)
    }
}
