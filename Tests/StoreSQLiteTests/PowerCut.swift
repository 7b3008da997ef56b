import Store
import StoreSQLite
import TestSupport
import Testing

/// The store as it comes back after the power failed.
enum PowerCut {
    /// The rows that a fresh process finds on what the disk holds now.
    static func names(on disk: SimulatedDisk, survivors: SeededGenerator?) async throws -> [String] {
        let directory = try TemporaryDirectory()
        try disk.cutPower(into: directory, survivors: survivors)
        let database = try TemporaryDatabase.open(in: directory)
        let names = try await database.read { reader in
            let verdict = try reader.first("SELECT integrity_check FROM pragma_integrity_check", []) { try $0.text() }
            #expect(verdict == "ok")
            return try Row.names(in: reader)
        }
        await database.close()
        return names
    }
}
