extension Rule {
    static let linksLead = Rule("links lead to a file and a heading") { tree in
        let pages = tree.pages
        let anchors = Dictionary(uniqueKeysWithValues: pages.map { ($0.file.path, $0.anchors) })
        return pages.flatMap { page in
            page.links.compactMap { link in
                let (path, anchor) = destination(of: link.text, from: page.file.path)
                if !tree.contains(path) {
                    return page.file.finding(at: link.line, "there is no \(path): mend or remove the link")
                }
                guard let anchor, anchors[path]?.contains(anchor) != true else { return nil }
                return page.file.finding(at: link.line, "\(path) has no heading #\(anchor): mend or remove the link")
            }
        }
    }

    static let pagesLinked = Rule("every page is linked from README") { tree in
        let pages = tree.pages
        let linked = pages.filter { $0.file.path == SourceTree.readme }.flatMap { page in
            page.links.map { destination(of: $0.text, from: page.file.path).path }
        }
        return pages.filter { $0.file.path != SourceTree.readme && !linked.contains($0.file.path) }.map {
            $0.file.finding(at: 1, "README does not link to this page: nobody finds it")
        }
    }

    /// Files, folders and test suites; what a run makes is none of them.
    static let namesExist = Rule("what a page names exists") { tree in
        let places = Places(tree)
        return tree.pages.flatMap { page in
            page.names.filter { isPath($0.text) && !places.hold($0.text) }.map {
                page.file.finding(at: $0.line, "there is no \($0.text): name what has taken its place")
            }
        }
    }

    private static func destination(of target: String, from page: String) -> (path: String, anchor: String?) {
        let parts = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let anchor = parts.count > 1 ? String(parts[1]) : nil
        guard let file = parts.first, !file.isEmpty else { return (page, anchor) }
        var path = page.split(separator: "/").dropLast()
        for step in file.split(separator: "/") {
            if step == ".." { _ = path.popLast() } else { path.append(step) }
        }
        return (path.joined(separator: "/"), anchor)
    }

    private static func isPath(_ name: String) -> Bool {
        let isPlain = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_./+-".contains($0)) }
        guard isPlain, !name.hasPrefix("/"), !name.hasPrefix("."), !name.contains("NNNN") else { return false }
        return name.contains("/") || name.hasSuffix(".py") || name.hasSuffix(".sh") || name.hasSuffix(".swift")
            || name.hasSuffix("Tests")
    }
}

/// Where files and folders lie, by the last word of their paths.
private struct Places {
    private var parents: [Substring: [ArraySlice<Substring>]] = [:]

    init(_ tree: SourceTree) {
        for file in tree.files {
            let words = file.path.split(separator: "/")
            for (index, word) in words.enumerated() { parents[word, default: []].append(words[..<index]) }
            if let name = words.last, let stem = name.split(separator: ".").first, stem != name {
                parents[stem, default: []].append(words.dropLast())
            }
        }
    }

    /// Whether the name's words lead to one of them, in their order; folders between them may be left out.
    func hold(_ name: String) -> Bool {
        let words = name.split(separator: "/")
        guard let last = words.last, let found = parents[last] else { return false }
        return found.contains { folders in
            var rest = folders
            return words.dropLast().allSatisfy { word in
                guard let index = rest.firstIndex(of: word) else { return false }
                rest = rest[(index + 1)...]
                return true
            }
        }
    }
}
