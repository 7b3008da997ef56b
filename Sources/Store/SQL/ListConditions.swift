import Policy

/// What a list for operators asks of its rows, put together with its arguments.
struct ListConditions {
    /// An identifier is made before its row, and the clock may have stepped between the two.
    private static let clockStepMax: Duration = .seconds(3600)

    private var texts: [String] = []
    private(set) var arguments: [SQLValue] = []

    mutating func place(_ value: SQLValue) -> String {
        arguments.append(value)
        return "$\(arguments.count)"
    }

    /// - Parameter text: without values of anybody's.
    mutating func add(_ text: String) { texts.append(text) }

    /// - Parameter comparison: a column with its operator.
    mutating func add(_ comparison: String, _ value: SQLValue) { add("\(comparison) \(place(value))") }

    mutating func add(_ span: TimeSpan, column: String) {
        if let since = span.since { add("\(column) >=", .time(since)) }
        if let until = span.until { add("\(column) <", .time(until)) }
    }

    /// Identifiers are in the order of time: a list that walks along them begins and ends where the span does.
    mutating func add<Kind>(_ span: TimeSpan, column: String, id: String, of kind: Identifier<Kind>.Type) {
        add(span, column: column)
        if let since = span.since {
            add("\(id) >=", .id(Identifier<Kind>(ulid: ULID(firstAt: since.advanced(by: .zero - Self.clockStepMax)))))
        }
        if let until = span.until {
            add("\(id) <", .id(Identifier<Kind>(ulid: ULID(firstAt: until.advanced(by: Self.clockStepMax)))))
        }
    }

    /// Empty without conditions.
    var clause: String { texts.isEmpty ? "" : "WHERE " + texts.joined(separator: " AND ") }
}
