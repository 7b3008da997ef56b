/// What a text must be to go into the store, whichever engine is behind it.
package enum StorableText {
    /// Bytes of a text that an index holds. PostgreSQL's index entries end at 2,704, and four such texts fit in one.
    package static let indexedBytesMax = 600

    /// PostgreSQL's text has no U+0000.
    package static func hasNull(_ text: String) -> Bool { text.utf8.contains(0) }

    package static func isIndexable(_ text: String) -> Bool {
        text.utf8.count <= indexedBytesMax && !hasNull(text)
    }

    /// For what others say and nobody can be told to spell otherwise: U+FFFD in place of U+0000.
    package static func replacingNull(in text: String) -> String {
        guard hasNull(text) else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.map { $0 == "\0" ? "\u{FFFD}" : $0 }))
    }
}
