import AdminAPI
import ArgumentParser
import GatewayConfiguration

struct LimitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "limit", abstract: "Show and set tenants' rate limits.",
        subcommands: [Set.self, Show.self])

    struct Set: AsyncParsableCommand, NamesTenantFirst {
        enum Setting: String, CaseIterable, ExpressibleByArgument { case quota, window, burst }

        static let configuration = CommandConfiguration(
            commandName: "set", abstract: "Change a tenant's own rate limit; what is not named stays as it is.",
            discussion: "It begins as the configuration's.")

        @OptionGroup var options: GlobalOptions

        @OptionGroup var named: TenantName

        @Argument(help: "read, payment or withdrawal.", completion: .list(["read", "payment", "withdrawal"]))
        var limitClass: String

        @Option(help: "Calls per window.")
        var quota: Int?

        @Option(help: "The window, such as 1s, 60s or 1h.", transform: WholeSeconds.init(parsing:))
        var window: WholeSeconds?

        @Option(help: "Calls that may come back to back; the whole quota when it was never given.")
        var burst: Int?

        @Option(
            help: ArgumentHelp(
                "Back to the configuration's quota or window, or to the whole quota as burst; may be repeated.",
                valueName: "name"))
        var unset: [Setting] = []

        func validate() throws {
            let given = [(Setting.quota, quota != nil), (.window, window != nil), (.burst, burst != nil)]
                .filter(\.1).map(\.0)
            guard !given.isEmpty || !unset.isEmpty else { throw ValidationError("name something to change") }
            if let both = given.first(where: unset.contains) {
                throw ValidationError("--\(both.rawValue) cannot be set and unset")
            }
        }

        func run() async throws {
            let change = ChangeLimit(
                tenant: named.tenant, class: limitClass, quota: FieldChange(quota, unset: unset.contains(.quota)),
                windowSeconds: FieldChange(window.map { Int($0.count) }, unset: unset.contains(.window)),
                burst: FieldChange(burst, unset: unset.contains(.burst)))
            try await options.call(LimitVerbs.set, change) {
                Presentation.changed($0) { Presentation.limits($0.limits) }
            }
        }
    }

    struct Show: AsyncParsableCommand, NamesTenantFirst {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "Show a tenant's rate limits.")

        @OptionGroup var options: GlobalOptions

        @OptionGroup var named: TenantName

        func run() async throws {
            try await options.call(LimitVerbs.show, TenantReference(named.tenant)) {
                Presentation.limits($0.limits)
            }
        }
    }
}

extension Presentation {
    static func limits(_ limits: [LimitView]) -> String {
        var table = Table("CLASS", "QUOTA", "WINDOW", "BURST", "FROM", numbers: ["QUOTA", "WINDOW", "BURST"])
        for limit in limits {
            table.add(
                limit.class, "\(limit.quota)", DurationText.format(.seconds(limit.windowSeconds)),
                "\(limit.burst)", limit.isDefault ? "configuration" : "tenant")
        }
        return table.text(
            orWhenEmpty: "No limits.", widthMax: Table.sectionWidth, shrinking: ["CLASS"],
            inNeed: ["QUOTA", "WINDOW", "BURST"])
    }
}
