import Foundation

/// The project's files as text, read from disk or written down by a test of a rule.
struct SourceTree: Sendable {
    /// Sorted by path.
    let files: [SourceFile]
    let manifest: Manifest

    init(_ texts: KeyValuePairs<String, String>, manifest: Manifest = Manifest(targets: [])) {
        self.init(texts.map { SourceFile(path: $0, text: $1) }, manifest)
    }

    private init(_ files: [SourceFile], _ manifest: Manifest) {
        self.files = files.sorted { $0.path < $1.path }
        self.manifest = manifest
    }

    /// Swift files of the product, its tests left out.
    var sources: [SourceFile] { files.filter { $0.isSwift && $0.path.hasPrefix("Sources/") } }

    subscript(path: String) -> SourceFile? { files.first { $0.path == path } }
}

extension SourceTree {
    static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// What git keeps, and what it would keep if all was added.
    static func ofProject() throws -> SourceTree {
        let listed = try Command.output(
            [
                "git", "-C", root.path, "-c", "safe.directory=*", "ls-files", "--cached", "--others",
                "--exclude-standard", "-z",
            ])
        let names = String(decoding: listed, as: UTF8.self).split(separator: "\0").map(String.init)
        let files = names.compactMap { name in
            let data = try? Data(contentsOf: root.appending(path: name))
            return data.map { SourceFile(path: name, text: String(decoding: $0, as: UTF8.self)) }
        }
        return SourceTree(files, try Manifest.ofProject())
    }
}
