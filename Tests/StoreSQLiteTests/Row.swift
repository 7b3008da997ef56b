import Store
import Testing

/// Rows of `settings`, the one table every schema has, and what the tests of this target share.
enum Row {
    static func insert(_ name: String, in writer: any SQLWriter) throws {
        try writer.execute(
            "INSERT INTO settings (name, value, updated_at) VALUES ($1, $2, $3)", [.text(name), .blob([1]), 0])
    }

    static func names(in reader: any SQLReader) throws -> [String] {
        try reader.rows("SELECT name FROM settings ORDER BY name", []) { try $0.text() }
    }
}

/// A job's own reason to refuse.
struct Refusal: Error, Hashable {}

/// The error, or nil when there was none.
func failure(_ body: () async throws -> Void) async -> (any Error)? {
    do {
        try await body()
        return nil
    } catch {
        return error
    }
}
