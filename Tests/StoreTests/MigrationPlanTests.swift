import Store
import Testing

struct MigrationPlanTests {
    private let first = Migration(version: 1, name: "one", sql: "SELECT 1")
    private let second = Migration(version: 20, name: "two", sql: "SELECT 2")

    private func applied(_ migration: Migration) -> AppliedMigration {
        AppliedMigration(version: migration.version, name: migration.name, checksum: migration.checksum)
    }

    @Test func pendingStepsComeInOrder() throws {
        let plan = try MigrationPlan(known: [second, first], applied: [])
        #expect(plan.pending == [first, second])
        #expect(try MigrationPlan(known: [first, second], applied: [applied(first)]).pending == [second])
        #expect(try MigrationPlan(known: [first, second], applied: [applied(first), applied(second)]).pending == [])
    }

    @Test func aChangedStepIsRefused() {
        let edited = Migration(version: 1, name: "one", sql: "SELECT 1;")
        #expect(throws: MigrationError.changed(label: "0001_one")) {
            try MigrationPlan(known: [edited, second], applied: [applied(first)])
        }
        let renamed = Migration(version: 1, name: "uno", sql: "SELECT 1")
        #expect(throws: MigrationError.changed(label: "0001_one")) {
            try MigrationPlan(known: [renamed], applied: [applied(first)])
        }
    }

    @Test func aNewerSchemaIsRefused() {
        #expect(throws: MigrationError.newerSchema(label: "0020_two", newestKnown: 1)) {
            try MigrationPlan(known: [first], applied: [applied(first), applied(second)])
        }
    }

    @Test func aStepBelowTheNewestAppliedIsRefused() {
        #expect(throws: MigrationError.outOfOrder(label: "0001_one", newestApplied: 20)) {
            try MigrationPlan(known: [first, second], applied: [applied(second)])
        }
    }

    @Test func theBuildEmbedsEveryFile() {
        #expect(Migrations.all.first?.label == "0001_settings")
        #expect(Migrations.all.map(\.version) == Migrations.all.map(\.version).sorted())
        #expect(Migrations.all.allSatisfy { $0.sql.contains("TABLE") || $0.sql.contains("INDEX") })
    }
}
