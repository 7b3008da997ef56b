import ArgumentParser
import Foundation
import GatewayConfiguration

struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Read and verify the audit log's files; no gateway need run.",
        subcommands: [AuditTail.self, AuditVerify.self])
}

extension GlobalOptions {
    /// Where the gateway of this configuration writes its audit log.
    ///
    /// - Throws: `CommandFailure` when there is none: somewhere else than beside the gateway, say.
    func auditDirectory() throws -> String {
        let directory = try settings().audit.directory
        guard FileManager.default.fileExists(atPath: directory) else {
            let path = URL(fileURLWithPath: directory).path
            throw CommandFailure(
                .notFound,
                "there is no audit log at \(path): name the gateway's configuration with --config, or go to the directory "
                    + "in which it runs")
        }
        return directory
    }
}
