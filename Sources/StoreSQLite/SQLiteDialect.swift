/// Turns the shared SQL of migrations into SQLite's: statement by statement, every table STRICT.
enum SQLiteDialect {
    /// Splits a script at its top-level semicolons, without its comments.
    ///
    /// `CREATE TABLE` gains STRICT, and BIGINT, which STRICT does not know, becomes INTEGER (both are 64 bits).
    static func statements(of script: String) -> [String] {
        var scanner = Scanner(script)
        var statements: [String] = []
        while let statement = scanner.nextStatement() { statements.append(strict(statement)) }
        return statements
    }

    private static func strict(_ statement: Statement) -> String {
        guard statement.words.starts(with: ["CREATE", "TABLE"]), statement.words.last != "STRICT" else {
            return statement.text
        }
        return statement.text + " STRICT"
    }

    private struct Statement {
        var text = ""
        /// Unquoted words, upper case.
        var words: [String] = []
    }

    private struct Scanner {
        private var rest: Substring

        init(_ script: String) { rest = script[...] }

        mutating func nextStatement() -> Statement? {
            var statement = Statement()
            while let character = rest.first {
                if character == ";" {
                    rest.removeFirst()
                    if !statement.words.isEmpty { break }
                } else if rest.hasPrefix("--") {
                    rest = rest.drop { !$0.isNewline }
                } else if character == "'" || character == "\"" {
                    statement.text += takeQuoted(character)
                } else if character.isLetter || character == "_" {
                    let word = takeWord()
                    statement.words.append(word.uppercased())
                    statement.text += word.uppercased() == "BIGINT" ? "INTEGER" : word
                } else {
                    statement.text.append(rest.removeFirst())
                }
            }
            statement.text = String(statement.text.trimmingPrefix { $0.isWhitespace })
            return statement.words.isEmpty ? nil : statement
        }

        /// A doubled quote ends one part and begins the next, so it needs no case of its own.
        private mutating func takeQuoted(_ quote: Character) -> Substring {
            let end = rest.dropFirst().firstIndex(of: quote).map { rest.index(after: $0) } ?? rest.endIndex
            defer { rest = rest[end...] }
            return rest[..<end]
        }

        private mutating func takeWord() -> Substring {
            let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
            rest = rest[word.endIndex...]
            return word
        }
    }
}
