@testable import StoreSQLite
import Testing

@Suite struct SQLiteDialectTests {
    @Test(arguments: [
        ("CREATE TABLE a (id BIGINT);", ["CREATE TABLE a (id INTEGER) STRICT"]),
        ("create table a (id bigint) strict;", ["create table a (id INTEGER) strict"]),
        ("CREATE INDEX i ON a (id)", ["CREATE INDEX i ON a (id)"]),
        ("-- a; b\nDROP TABLE a; -- c\n;;\n", ["DROP TABLE a"]),
        ("INSERT INTO a VALUES ('x;--''BIGINT'); SELECT 1", ["INSERT INTO a VALUES ('x;--''BIGINT')", "SELECT 1"]),
        ("CREATE TABLE \"BIGINT;\" (strict TEXT)", ["CREATE TABLE \"BIGINT;\" (strict TEXT) STRICT"]),
        ("CREATE TABLE a (x TEXT CHECK (x IN ('STRICT')))", ["CREATE TABLE a (x TEXT CHECK (x IN ('STRICT'))) STRICT"]),
        ("", []), (" ; -- only this", []),
        ("SELECT 'open", ["SELECT 'open"]),
    ])
    func scriptsBecomeStatements(script: String, statements: [String]) {
        #expect(SQLiteDialect.statements(of: script).map { $0.trimmingSuffixSpace } == statements)
    }
}

extension String {
    fileprivate var trimmingSuffixSpace: String {
        var text = self
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}
