import ArgumentParser
import AuditLog
import GatewayConfiguration

struct AuditVerify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check every hash and checkpoint of the audit log; fails at the first fault.")

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let directory = try options.settings().audit.directory
        do throws(AuditError) {
            let found = try AuditLog.verify(directory: directory)
            print("\(found.records) records in \(found.segments) segments hold together")
        } catch {
            throw CommandFailure(.failed, "\(error)")
        }
    }
}
