import ArgumentParser
import AuditLog
import GatewayConfiguration

struct AuditVerify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check every hash and checkpoint of the audit log; fails at the first fault.",
        discussion: """
            Whoever can write the log can replace the public key beside it too: keep a copy elsewhere and name it with \
            --public-key.
            """)

    @OptionGroup var options: GlobalOptions

    @Option(
        help: ArgumentHelp("The public key of the checkpoints, from a place of one's own.", valueName: "file"),
        completion: .file())
    var publicKey: String?

    @Option(
        help: ArgumentHelp("Another log, such as an archive, instead of the configuration's.", valueName: "path"),
        completion: .directory)
    var directory: String?

    func run() async throws {
        let settings = try options.settings()
        let keyPath = self.directory == nil ? settings.audit.log.checkpointLocation.keyPath : nil
        let directory = try self.directory ?? options.auditDirectory()
        do throws(AuditError) {
            let found = try AuditLog.verify(
                directory: directory,
                checkpointLocation: CheckpointLocation(keyPath: keyPath, publicKeyPath: publicKey))
            print("\(found.records) records in \(found.segments) segments hold together")
        } catch {
            throw CommandFailure(.failed, "\(error)")
        }
    }
}
