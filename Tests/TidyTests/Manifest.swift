import Foundation

/// Package.swift, as the package manager understands it.
struct Manifest: Sendable {
    struct Target: Sendable {
        let name: String
        /// Set when the target does not lie in the folder of its name.
        let path: String?
        let dependencies: [String]
    }

    let targets: [Target]

    subscript(name: String) -> Target? { targets.first { $0.name == name } }

    /// Dependencies between targets that lie in `Sources`.
    var arrows: [(from: String, to: String)] {
        targets.filter(isProduct).flatMap { target in
            target.dependencies.filter { self[$0].map(isProduct) ?? false }.map { (target.name, $0) }
        }
    }

    /// What is built into the product: neither tests nor tools nor a system library's header.
    func isProduct(_ target: Target) -> Bool {
        target.path == nil && !target.name.hasSuffix("Tests") && !Self.systemLibraries.contains(target.name)
            && target.name != "EmbedMigrations"
    }

    private static let systemLibraries: Set<String> = ["CCares", "CEpoll", "CExtendedAttributes", "CZlib"]
}

extension Manifest {
    static func ofProject() throws -> Manifest {
        let scratch = URL.temporaryDirectory.appending(
            path: "fusegate-tidy-\(ProcessInfo.processInfo.processIdentifier)")
        defer { try? FileManager.default.removeItem(at: scratch) }
        let json = try Command.output(
            [
                "swift", "package", "--package-path", SourceTree.root.path, "--scratch-path", scratch.path,
                "dump-package",
            ])
        return try JSONDecoder().decode(Dump.self, from: json).manifest
    }

    private struct Dump: Decodable {
        struct Target: Decodable {
            let name: String
            let path: String?
            let dependencies: [[String: [Reference?]]]
        }

        /// A name among what else may stand in the list: a package's name, conditions.
        struct Reference: Decodable {
            let name: String?

            init(from decoder: any Decoder) throws { name = try? decoder.singleValueContainer().decode(String.self) }
        }

        let targets: [Target]

        var manifest: Manifest {
            Manifest(
                targets: targets.map { target in
                    let names = target.dependencies.flatMap(\.values).compactMap { $0.first??.name }
                    return Manifest.Target(name: target.name, path: target.path, dependencies: names)
                })
        }
    }
}
