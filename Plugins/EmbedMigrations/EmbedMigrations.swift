import Foundation
import PackagePlugin

/// Compiles a target's `Migrations/NNNN_name.sql` files into its binary as `Migrations.all`.
@main
struct EmbedMigrations: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        guard let module = target.sourceModule else { return [] }
        let scripts = module.sourceFiles.map(\.url)
            .filter { $0.pathExtension == "sql" && $0.deletingLastPathComponent().lastPathComponent == "Migrations" }
            .sorted { $0.lastPathComponent < $1.lastPathComponent }
        let output = context.pluginWorkDirectoryURL.appending(path: "Migrations.swift")
        return [
            .buildCommand(
                displayName: "Embedding \(scripts.count) migrations in \(target.name)",
                executable: try context.tool(named: "embed-migrations").url,
                arguments: [output.path(percentEncoded: false)] + scripts.map { $0.path(percentEncoded: false) },
                inputFiles: scripts,
                outputFiles: [output])
        ]
    }
}
