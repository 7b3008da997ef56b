/// Fields to send, in the order appended. What would break the head's lines cannot get in.
package struct HTTPFields: Sendable {
    private var lines: [(name: String, value: String)] = []

    package init() {}

    package var isEmpty: Bool { lines.isEmpty }
    package var count: Int { lines.count }

    /// - Returns: `false`, with nothing appended, when the name is not a token or the value holds a control byte
    ///   other than HTAB (RFC 9110, sections 5.1 and 5.5).
    @discardableResult
    package mutating func append(_ name: String, _ value: String) -> Bool {
        guard !name.isEmpty, name.utf8.allSatisfy(\.isToken), Self.isValue(value) else { return false }
        lines.append((name, value))
        return true
    }

    /// The first value of that name, whatever its case.
    package func first(_ name: String) -> String? {
        lines.first { Self.sameName($0.name, name) }?.value
    }

    package func forEach(_ body: (String, String) -> Void) {
        for line in lines { body(line.name, line.value) }
    }

    static func isValue(_ value: String) -> Bool {
        value.utf8.allSatisfy { ($0 >= 0x20 && $0 != 0x7F) || $0 == 0x09 }
    }

    static func sameName(_ lhs: String, _ rhs: String) -> Bool {
        lhs.utf8.count == rhs.utf8.count && zip(lhs.utf8, rhs.utf8).allSatisfy { $0.lowercased == $1.lowercased }
    }
}

extension HTTPFields: CustomStringConvertible, CustomReflectable {
    /// Names nothing and shows no value: credentials are among them.
    package var description: String { "\(count) fields" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
