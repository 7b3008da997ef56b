import Admin
import AdminAPI
import ArgumentParser

struct CredentialUpstreamFee: AsyncParsableCommand {
    /// `80`, or `configured`.
    enum Fee: ExpressibleByArgument {
        case basisPoints(Int)
        case configured

        init?(argument: String) {
            if argument == "configured" {
                self = .configured
            } else if let basisPoints = Int(argument) {
                self = .basisPoints(basisPoints)
            } else {
                return nil
            }
        }

        var basisPoints: Int? {
            if case .basisPoints(let basisPoints) = self { basisPoints } else { nil }
        }
    }

    static let configuration = CommandConfiguration(
        commandName: "upstream-fee",
        abstract: "Say what the upstream keeps of an account's payments that are created from now on.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The credential's name or identifier.", completion: .credentials)
    var credential: String

    @Argument(
        help: "Hundredths of a per cent, or `configured` for ledger.upstream_fee_basis_points.",
        completion: .list(["configured"]))
    var fee: Fee

    func run() async throws {
        let setting = SetUpstreamFee(basisPoints: fee.basisPoints)
        let view = try await options.withClient { try await $0.setUpstreamFee(setting, of: credential) }
        try options.show(view) { Presentation.changed($0, Presentation.upstreamFee) }
    }
}
