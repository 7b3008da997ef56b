import AdminAPI
import ArgumentParser

struct CommissionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "commission", abstract: "Show and set what the platform takes of tenants' payments.",
        subcommands: [Set.self, Show.self])

    struct Set: AsyncParsableCommand, NamesTenantFirst {
        enum Setting: String, CaseIterable, ExpressibleByArgument {
            case basisPoints = "basis-points"
            case fixed
            case upstreamFeeBearer = "upstream-fee-bearer"
        }

        static let configuration = CommandConfiguration(
            commandName: "set",
            abstract: "Change a tenant's commission for payments that are created from now on.",
            discussion: """
                What is not named stays as it is. Only tenants that share an account have one: the payments of others are \
                not in the books.
                """)

        @OptionGroup var options: GlobalOptions

        @OptionGroup var named: TenantName

        @Option(help: "Only for this currency; else for all that have no terms of their own.")
        var currency: String?

        @Option(help: "Hundredths of a per cent of what a payment brings.")
        var basisPoints: Int?

        @Option(help: "A fixed part of each payment, in its currency; with --currency.")
        var fixed: String?

        @Option(help: "Who bears the upstream's fee.", completion: .list(["tenant", "platform"]))
        var upstreamFeeBearer: String?

        @Option(
            help: ArgumentHelp("Back to no commission, or to the tenant as bearer; may be repeated.", valueName: "name")
        )
        var unset: [Setting] = []

        func validate() throws {
            let given = [
                (Setting.basisPoints, basisPoints != nil), (.fixed, fixed != nil),
                (.upstreamFeeBearer, upstreamFeeBearer != nil),
            ].filter(\.1).map(\.0)
            guard !given.isEmpty || !unset.isEmpty else { throw ValidationError("name something to change") }
            if let both = given.first(where: unset.contains) {
                throw ValidationError("--\(both.rawValue) cannot be set and unset")
            }
        }

        func run() async throws {
            let change = ChangeCommission(
                currency: currency, basisPoints: FieldChange(basisPoints, unset: unset.contains(.basisPoints)),
                fixed: FieldChange(fixed, unset: unset.contains(.fixed)),
                upstreamFeeBearer: FieldChange(upstreamFeeBearer, unset: unset.contains(.upstreamFeeBearer)))
            try await options.call(CommissionVerbs.set, Addressed(TenantReference(named.tenant), change)) {
                Presentation.changed($0, Presentation.commissions)
            }
        }
    }

    struct Show: AsyncParsableCommand, NamesTenantFirst {
        static let configuration = CommandConfiguration(commandName: "show", abstract: "Show a tenant's commission.")

        @OptionGroup var options: GlobalOptions

        @OptionGroup var named: TenantName

        func run() async throws {
            try await options.call(CommissionVerbs.show, TenantReference(named.tenant), Presentation.commissions)
        }
    }
}

extension Presentation {
    static func commissions(_ list: CommissionList) -> String {
        var table = Table("CURRENCY", "BASIS POINTS", "FIXED", "UPSTREAM FEE", numbers: ["BASIS POINTS", "FIXED"])
        for commission in list.commissions {
            table.add(
                commission.currency ?? "all others", "\(commission.basisPoints)", commission.fixed,
                "borne by the \(commission.upstreamFeeBearer)")
        }
        return table.text(
            orWhenEmpty: "No commission; the upstream's fee is borne by the tenant.",
            shrinking: ["CURRENCY", "UPSTREAM FEE"], inNeed: ["FIXED"])
    }
}
