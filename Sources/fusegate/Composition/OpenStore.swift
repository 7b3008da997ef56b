import AuditLog
import Foundation
import GatewayConfiguration
import Logging
import Policy
import ServiceLifecycle
import Store
import StoreSQLite
import Threading
import Transport

/// What a gateway keeps on disk, opened and checked: database, secrets, audit log.
struct OpenStore: Sendable {
    let database: SQLiteDatabase
    let secrets: InstanceSecrets
    let audit: AuditLog

    /// A fresh data directory gets its database, key and log by itself. A key is never made for a database that was
    /// sealed with another.
    init(
        settings: Settings, logger: Logger, onIndeterminate: @escaping @Sendable (StoreError) -> Void
    ) async throws {
        let now = SystemClock.now()
        try PrivatePath.requireDirectory(settings.dataDirectory)
        try settings.requirePrivateKeys()
        let database = try SQLiteDatabase.open(
            path: settings.databaseFile, configuration: settings.sqliteConfiguration, logger: logger,
            onIndeterminate: onIndeterminate)
        do {
            let isFresh = try await !InstanceSecrets.areStored(in: database)
            let masterKey = try MasterKey.loadOrCreate(path: settings.masterKeyFile, mayCreate: isFresh)
            secrets = try await InstanceSecrets.loadOrCreate(database: database, masterKey: masterKey, now: now)
            let auditIsMissing = !isFresh && AuditLog.isAbsent(from: settings.audit.directory)
            audit = try AuditLog.open(
                directory: settings.audit.directory, configuration: settings.audit.log,
                nodeID: ProcessInfo.processInfo.hostName, now: now, logger: logger)
            if auditIsMissing { Self.sayThatTheAuditLogIsMissing(audit, settings, at: now, logger) }
            let lost = try await database.writeFromReserve { store in
                try WithdrawalRepository.sumEarlier(at: now, in: store)
                return try IntentRepository.loseOutcomesOfEarlierProcess(at: now, in: store)
            }
            if lost > 0 {
                logger.warning("requests of an earlier process have no known outcome", metadata: ["count": "\(lost)"])
            }
        } catch {
            await database.close()
            throw error
        }
        self.database = database
    }

    /// What was done before is nowhere to be read any more: that must not pass unnoticed.
    private static func sayThatTheAuditLogIsMissing(
        _ audit: AuditLog, _ settings: Settings, at now: Timestamp, _ logger: Logger
    ) {
        logger.critical(
            "the store has a history, but its audit log is missing: a new one begins; restore the old one if it was lost",
            metadata: ["directory": "\(settings.audit.directory)"])
        audit.append(AuditRecord(kind: .system, at: now, result: "earlier_log_missing"))
    }

    var services: [any Service] {
        [
            ResourceService("store") { [database] in await database.close() },
            ResourceService("audit log") { [audit] in await audit.close() },
        ]
    }

    /// Of one that was never run.
    func close() async {
        await database.close()
        await audit.close()
    }
}
