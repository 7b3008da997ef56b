import ArgumentParser
import AuditLog
import GatewayConfiguration

struct ArchiveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "archive",
        abstract: "Verify the files of what left the store: payments, withdrawals, entries of the books.",
        subcommands: [Verify.self])

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify",
            abstract: "Check every archived file against the audit log; fails at the first that is missing or altered.",
            discussion: "Check the audit log itself with `fusegate audit verify`. No gateway need run.")

        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let settings = try options.settings()
            do throws(AuditError) {
                let found = try ArchiveVerification(
                    directory: settings.archiveDirectory, auditDirectory: settings.audit.directory)
                print("\(found.lines) lines in \(found.files) files are what the audit log says")
                for name in found.unrecorded.sorted() { print("\(name) is not in the audit log") }
            } catch {
                throw CommandFailure(.failed, "\(error)")
            }
        }
    }
}
