import Foundation

/// `EmbedMigrationsTool <output.swift> <NNNN_name.sql>…`: writes the migrations as Swift source.
@main
struct EmbedMigrationsTool {
    static func main() {
        do {
            try run(CommandLine.arguments.dropFirst().map { URL(filePath: $0) })
        } catch {
            FileHandle.standardError.write(Data("error: \(error)\n".utf8))
            exit(1)
        }
    }

    private static func run(_ paths: [URL]) throws {
        guard let output = paths.first else { throw MigrationSourceError(text: "no output file was named") }
        let sources = try paths.dropFirst().map(MigrationSource.init).sorted { $0.version < $1.version }
        for (earlier, later) in zip(sources, sources.dropFirst()) where earlier.version == later.version {
            throw MigrationSourceError(text: "\(earlier.fileName) and \(later.fileName) have the same number")
        }
        let entries = sources.map(\.swiftLiteral).joined()
        let text = """
            // Made by the EmbedMigrations plugin from Sources/Store/Migrations.

            package enum Migrations {
                /// Every migration this binary knows, oldest first.
                package static let all: [Migration] = [
            \(entries)    ]
            }

            """
        try Data(text.utf8).write(to: output)
    }
}

struct MigrationSource {
    let fileName: String
    let version: Int
    let name: String
    let sql: String

    init(_ file: URL) throws {
        fileName = file.lastPathComponent
        let pattern = /([0-9]{4})_([a-z][a-z0-9_]*)\.sql/
        guard let match = fileName.wholeMatch(of: pattern), let version = Int(match.1), version > 0 else {
            throw MigrationSourceError(text: "\(fileName): a migration is named NNNN_lower_case_name.sql")
        }
        self.version = version
        name = String(match.2)
        sql = try String(contentsOf: file, encoding: .utf8)
    }

    /// A raw string with more `#` than the text has in a row, so that nothing in the SQL can end it.
    var swiftLiteral: String {
        var longestRun = 0
        var run = 0
        for character in sql {
            run = character == "#" ? run + 1 : 0
            longestRun = max(longestRun, run)
        }
        let fence = String(repeating: "#", count: longestRun + 1)
        return """
                    Migration(version: \(version), name: "\(name)", sql: \(fence)\"""
            \(sql)
            \"""\(fence)),

            """
    }
}

struct MigrationSourceError: Error, CustomStringConvertible {
    let text: String
    var description: String { text }
}
