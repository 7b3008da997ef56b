import ArgumentParser

struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Read and verify the audit log's files; no gateway need run.",
        subcommands: [AuditTail.self, AuditVerify.self])
}
