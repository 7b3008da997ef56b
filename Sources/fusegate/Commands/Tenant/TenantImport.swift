import Admin
import AdminAPI
import ArgumentParser
import Foundation

struct TenantImport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Create many tenants of a pooled credential and show their secrets once.",
        discussion: """
            Reads names from stdin, one a line. Prints one JSON object a line, as tenants are created: up to \
            \(AdminService.importCountMax) at a time, all of them or none. When a name is refused, what was printed \
            before is in place.
            """)

    @OptionGroup var options: GlobalOptions

    @Option(help: "The credential's name or identifier.", completion: .credentials)
    var credential: String

    @Option(
        help: ArgumentHelp(
            "Give every tenant an API key: read, write, or both separated by a space.", valueName: "scopes"))
    var keyScopes: String?

    func run() async throws {
        let output = FileHandle.standardOutput
        try await options.withClient { client in
            var isLast = false
            while !isLast {
                let names = Self.nextNames(&isLast)
                guard !names.isEmpty else { continue }
                let request = ImportTenants(credential: credential, names: names, keyScopes: keyScopes)
                for tenant in try await client.importTenants(request).tenants {
                    output.write(try MessageCoding.encode(tenant) + Data("\n".utf8))
                }
            }
        }
    }

    /// The next call's worth of stdin.
    private static func nextNames(_ isLast: inout Bool) -> [String] {
        var names: [String] = []
        while names.count < AdminService.importCountMax {
            guard let line = readLine() else {
                isLast = true
                break
            }
            let name = line.trimmingCharacters(in: .whitespaces)
            if !name.isEmpty { names.append(name) }
        }
        return names
    }
}
