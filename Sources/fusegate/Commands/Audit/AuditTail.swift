import ArgumentParser
import AuditLog
import GatewayConfiguration
import Policy

struct AuditTail: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tail", abstract: "Print the last audit records, oldest first, as JSON lines.")

    @OptionGroup var options: GlobalOptions

    @Option(name: [.short, .customLong("count")], help: "How many.")
    var count = 20

    @Option(help: ArgumentHelp("Only this tenant's records, by its identifier.", valueName: "id"))
    var tenant: String?

    func validate() throws {
        guard count > 0 else { throw ValidationError("--count must be at least 1") }
        if let tenant, TenantID(tenant) == nil { throw ValidationError("--tenant takes an identifier: ten_…") }
    }

    func run() async throws {
        let directory = try options.settings().audit.directory
        let wanted = tenant.flatMap { TenantID($0) }
        do throws(AuditError) {
            let lines = try AuditLog.tail(directory: directory, count: count) { line in
                wanted == nil || line.tenantID == wanted
            }
            for line in lines { print(line) }
        } catch {
            throw CommandFailure(.failed, "\(error)")
        }
    }
}
