import Store
import TestSupport
import Testing

@Suite struct EmbeddedMigrationsTests {
    @Test func versionsRiseAndNamesDiffer() {
        let versions = Migrations.all.map(\.version)
        #expect(versions == versions.sorted() && Set(versions).count == versions.count)
        #expect(Set(Migrations.all.map(\.name)).count == Migrations.all.count)
        #expect(versions.first == 1)
    }

    /// Types are checked by the database only in STRICT tables, and a tenant's rows are found by tenant only when the
    /// key begins with it.
    @Test func everyTableIsStrict() async throws {
        try await TemporaryDatabase.with { database in
            let tables = try await database.read { reader in
                try reader.rows(
                    "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table' ORDER BY name",
                    []
                ) { (name: try $0.text(), isStrict: try $0.integer() == 1) }
            }.filter { !$0.name.hasPrefix("sqlite_") }
            #expect(tables.count >= 4)
            for table in tables { #expect(table.isStrict, "\(table.name)") }
            let names = Set(tables.map(\.name))
            #expect(names.isSuperset(of: ["schema_migrations", "settings", "intents", "owned_objects"]))
        }
    }
}
