extension Rule {
    static let nothingGenerated = Rule("nothing generated is kept") { tree in
        tree.files.filter { file in
            let parts = file.path.split(separator: "/")
            return parts.contains { $0 == "Package.resolved" || $0.hasPrefix(".build") || $0 == "__pycache__" }
                || file.path.hasSuffix(".pyc") || file.path.hasSuffix(".o")
        }.map { $0.finding(at: 1, "is built from others: take it out of git") }
    }

    /// A source belongs to a target; a script is named by what a person or a machine reads or runs.
    static let everythingReachable = Rule("every file can be reached") { tree in
        let sources = tree.sources.filter { tree.manifest[$0.target] == nil }.map {
            $0.finding(at: 1, "no target in Package.swift has this file")
        }
        let scripts = tree.files.filter { isScript($0.path) }.filter { script in
            !tree.files.contains { $0.path != script.path && !$0.path.hasPrefix("Sources/") && $0.names(script) }
        }
        return sources + scripts.map { $0.finding(at: 1, "nothing names this script: document it, or remove it") }
    }

    private static func isScript(_ path: String) -> Bool {
        (path.hasSuffix(".sh") || path.hasSuffix(".py")) && !path.contains("/test_") && !path.hasSuffix("__init__.py")
    }
}

extension SourceFile {
    /// By its file name, or as Python imports it.
    fileprivate func names(_ script: SourceFile) -> Bool {
        let name = script.path.split(separator: "/").last ?? ""
        let module = name.prefix { $0 != "." }
        return lines.contains { line in
            line.contains(name) || line.contains("import \(module)") || line.contains("from \(module) ")
                || line.contains(", \(module)") || line.contains(".\(module) ") || line.contains("\"\(module)\"")
        }
    }
}
