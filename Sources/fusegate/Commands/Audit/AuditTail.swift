import Admin
import ArgumentParser
import AuditLog
import Foundation
import GatewayConfiguration
import Policy
import Transport

struct AuditTail: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tail", abstract: "Print the last audit records, oldest first, as JSON lines.")

    /// Between two looks for something new.
    private static let followPause: Duration = .milliseconds(500)

    @OptionGroup var options: GlobalOptions

    @Option(name: [.short, .customLong("count")], help: "How many.")
    var count = 20

    @Flag(name: [.customShort("f"), .customLong("follow")], help: "Go on with what is written, until stopped.")
    var follows = false

    @Option(help: "Only this tenant's records, by name or identifier.", completion: .tenants)
    var tenant: String?

    @Option(help: "Only what this actor did: an operator's user, or an API key's identifier.")
    var actor: String?

    @Option(
        help: "Only records of this kind: \(AuditRecord.Kind.allCases.map(\.rawValue).joined(separator: ", ")).",
        completion: .list(AuditRecord.Kind.allCases.map(\.rawValue)))
    var kind: String?

    @Option(help: ArgumentHelp("Only those of the last 10m, 2h, 7d or the like.", valueName: "duration"))
    var since: DurationOption?

    func validate() throws {
        guard count > 0 else { throw ValidationError("--count must be at least 1") }
        if let kind, AuditRecord.Kind(rawValue: kind) == nil {
            let known = AuditRecord.Kind.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("--kind must be one of \(known)")
        }
    }

    func run() async throws {
        let directory = try options.settings().audit.directory
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
                Console.warn("WARNING: \(follower.lostCount - lost) records were removed before they could be shown")
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
        var tenantID = tenant.flatMap { TenantID($0) }
        if let tenant, tenantID == nil {
            let named = try await options.withClient { try await $0.showTenant(tenant) }
            tenantID = TenantID(named.tenant.id)
        }
        let now = SystemClock.now()
        return Filter(
            tenantID: tenantID, actor: actor, kind: kind,
            earliest: since.map { now.advanced(by: .seconds(-$0.seconds)) })
    }

    private struct Filter {
        let tenantID: TenantID?
        let actor: String?
        let kind: String?
        let earliest: Timestamp?
        /// RFC 3339 in UTC, as the log writes it: it sorts as text.
        let since: String?

        init(tenantID: TenantID?, actor: String?, kind: String?, earliest: Timestamp?) {
            self.tenantID = tenantID
            self.actor = actor
            self.kind = kind
            self.earliest = earliest
            since = earliest?.description
        }

        func takes(_ line: AuditLine) -> Bool {
            (tenantID == nil || line.tenantID == tenantID) && (actor == nil || line.value(of: "actor") == actor)
                && (kind == nil || line.value(of: "kind") == kind)
                && (since.map { $0 <= line.value(of: "at") ?? "" } ?? true)
        }
    }
}

extension AuditLine {
    fileprivate var sequence: UInt64? { value(of: "seq").flatMap { UInt64($0) } }
}
