import Admin
import AdminAPI
import ArgumentParser
import AuditLog
import Foundation
import GatewayConfiguration
import Policy
import Threading
import Transport

struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Read and verify the audit log's files; no gateway need run.",
        subcommands: [Tail.self, Verify.self])

    struct Tail: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "tail", abstract: "Print the last audit records, oldest first, as JSON lines.")

        /// Between two looks for something new.
        private static let followPause: Duration = .milliseconds(500)

        @OptionGroup var options: GlobalOptions

        @Option(name: [.short, .customLong("count")], help: "How many.")
        var count = 20

        @Flag(name: [.customShort("f"), .customLong("follow")], help: "Go on with what is written, until stopped.")
        var follows = false

        @OptionGroup var owner: TenantFilter

        @Option(help: "Only what this actor did: an operator's user, or an API key's identifier.")
        var actor: String?

        @Option(
            help: "Only records of this kind: \(AuditRecord.Kind.allCases.map(\.rawValue).joined(separator: ", ")).",
            completion: .list(AuditRecord.Kind.allCases.map(\.rawValue)))
        var kind: String?

        @Option(help: "Only records of this request, intent or upstream object, by its identifier.")
        var id: String?

        @OptionGroup var span: TimeSpanOptions

        func validate() throws {
            guard count > 0 else { throw ValidationError("--count must be at least 1") }
            guard !follows || span.until == nil else {
                throw ValidationError("--until ends before what --follow shows")
            }
            if let kind, AuditRecord.Kind(rawValue: kind) == nil {
                let known = AuditRecord.Kind.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("--kind must be one of \(known)")
            }
        }

        func run() async throws {
            let directory = try options.auditDirectory()
            let wanted = try await filter()
            do throws(AuditError) {
                // Begun before the look at what is there, so that nothing comes between the two unseen.
                let follower = try follows ? AuditFollower(directory: directory) : nil
                let lines = try AuditLog.tail(
                    directory: directory, count: count, since: wanted.earliest, where: wanted.takes)
                for line in lines { Console.show(TerminalText.escapeJSON(line)) }
                guard let follower else { return }
                try await follow(follower, after: lines.last.flatMap { AuditLine(text: $0).sequence } ?? 0, wanted)
            } catch {
                throw CommandFailure(.failed, "\(error)")
            }
        }

        private func follow(
            _ begun: consuming AuditFollower, after last: UInt64, _ wanted: Filter
        ) async throws(AuditError) {
            var follower = begun
            var lost: UInt64 = 0
            while true {
                let lines = try follower.next()
                if follower.lostCount > lost {
                    Console.warn(
                        "WARNING: \(follower.lostCount - lost) records were removed before they could be shown")
                    lost = follower.lostCount
                }
                for line in lines where wanted.takes(line) && (line.sequence ?? 0) > last {
                    Console.show(TerminalText.escapeJSON(line.text))
                }
                guard lines.isEmpty else { continue }
                do { try await Task.sleep(for: Self.followPause) } catch { return }
            }
        }

        /// A tenant's name is the gateway's to know; its identifier needs no gateway.
        private func filter() async throws -> Filter {
            var tenantID = owner.tenant.flatMap { TenantID($0) }
            if let tenant = owner.tenant, tenantID == nil {
                let named = try await options.withClient {
                    try await $0.call(TenantVerbs.show, TenantReference(tenant))
                }
                tenantID = named.tenant.id
            }
            let now = SystemClock.now()
            let earliest = span.since?.moment(before: now)
            return Filter(
                tenantID: tenantID, actor: actor, kind: kind, id: id, earliest: earliest, since: earliest?.description,
                until: span.until?.moment(before: now).description)
        }

        private struct Filter {
            let tenantID: TenantID?
            let actor: String?
            let kind: String?
            let id: String?
            let earliest: Timestamp?
            /// RFC 3339 in UTC, as the log writes it: it sorts as text.
            let since: String?
            let until: String?

            func takes(_ line: AuditLine) -> Bool {
                let at = line.value(of: "at") ?? ""
                return (tenantID == nil || line.tenantID == tenantID)
                    && (actor == nil || line.value(of: "actor") == actor)
                    && (kind == nil || line.value(of: "kind") == kind)
                    && (id == nil || ["request_id", "intent", "upstream_id"].contains { line.value(of: $0) == id })
                    && (since.map { $0 <= at } ?? true) && (until.map { at < $0 } ?? true)
            }
        }
    }

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify",
            abstract: "Check every hash and checkpoint of the audit log; fails at the first fault.",
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

extension AuditLine {
    fileprivate var sequence: UInt64? { value(of: "seq").flatMap { UInt64($0) } }
}
