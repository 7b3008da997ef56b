extension Rule {
    static let declaredImports = Rule("an import is declared as a dependency") { tree in
        tree.sources.flatMap { file in
            let declared = Set(tree.manifest[file.target]?.dependencies ?? [])
            return file.imports.filter { tree.manifest[$0.module] != nil && !declared.contains($0.module) }.map {
                file.finding(at: $0.line, "\(file.target) does not depend on \($0.module) in Package.swift")
            }
        }
    }

    static let arrowsDown = Rule("targets depend on what README draws below them") { tree in
        guard let readme = tree["README.md"], let picture = LayerPicture(readme) else {
            return [Finding(path: "README.md", line: 1, advice: "no picture under \(LayerPicture.heading)")]
        }
        let missing = tree.manifest.targets.filter { tree.manifest.isProduct($0) && !picture.draws($0.name) }
        return missing.map { readme.finding(at: picture.line, "draw \($0.name) into the picture of the layers") }
            + tree.manifest.arrows.filter { !picture.allows($0.from, $0.to) }.map {
                readme.finding(
                    at: picture.line, "\($0.from) → \($0.to) does not point down: remove it from Package.swift")
            }
    }

    static let bannedImports = Rule(eachSource: "pure targets stay pure") { file in
        guard let banned = banned[file.target] else { return [] }
        return file.imports.filter { banned.contains($0.module) }.map {
            file.finding(at: $0.line, "\(file.target) must not import \($0.module): pass in what it would be asked for")
        }
    }

    private static let banned: [String: Set<String>] = [
        "Policy": ["Foundation", "FoundationEssentials", "Glibc", "Dispatch", "Logging", "NIOCore"],
        "HTTPWire": ["Foundation", "FoundationEssentials", "Glibc", "Dispatch", "NIOPosix", "Logging"],
        "Store": ["GRDB", "GRDBSQLite", "NIOCore", "Logging"],
        "Gateway": ["GRDB", "GRDBSQLite", "Hummingbird", "NIOPosix", "StoreSQLite"],
        "Webhooks": ["GRDB", "GRDBSQLite", "Hummingbird", "NIOPosix", "StoreSQLite"],
    ]

    static let sqlInStore = Rule(eachSource: "SQL stands in the store") { file in
        guard !file.target.hasPrefix("Store") else { return [] }
        return file.lines.enumerated().filter { _, line in
            ["SELECT ", "INSERT INTO ", "DELETE FROM ", "CREATE TABLE "].contains { line.contains($0) }
        }.map { file.finding(at: $0.offset + 1, "a statement outside the store: give it to a repository") }
    }
}

extension SourceFile {
    var imports: [(module: String, line: Int)] {
        code.enumerated().compactMap { index, text in
            var words = text.split(separator: " ").drop { $0.hasPrefix("@") || $0 == "package" || $0 == "private" }
            guard words.popFirst() == "import" else { return nil }
            if let kind = words.first, ["struct", "class", "enum", "func", "typealias"].contains(kind) {
                words.removeFirst()
            }
            return words.first.map { (String($0.prefix { $0 != "." }), index + 1) }
        }
    }
}
