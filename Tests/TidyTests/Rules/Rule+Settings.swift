extension Rule {
    /// A key that is accepted must be obeyed: something outside of the configuration reads its property.
    /// That keys and `config/fusegate.yaml` name the same is `DocumentedFileTests`'.
    static let settingsUsed = Rule("every configuration key is read by what obeys it") { tree in
        let users = tree.sources.filter { $0.target != "GatewayConfiguration" }
        let used = users.reduce(into: Set<String>()) { used, file in
            for line in file.code { used.formUnion(namesUsed(in: line)) }
        }
        return tree.sources.filter { $0.path.hasSuffix("+Keys.swift") }.flatMap { file in
            file.keyProperties.filter { !used.contains($0.words) }.map {
                file.finding(at: $0.line, "nothing reads \($0.words): let what it bounds obey it, or drop the key")
            }
        }
    }

    /// Neither stored properties nor labels, nor what an initializer only keeps.
    private static func namesUsed(in line: String) -> [String] {
        let text = Array(line.utf8)
        let isKept = line.contains("self.") && line.contains(" = ")
        guard !isKept else { return [] }
        return text.split { !isOfName($0) }.filter { word in
            let isLabel = word.endIndex < text.count && text[word.endIndex] == UInt8(ascii: ":")
            let before = String(decoding: text[..<word.startIndex].suffix(4), as: UTF8.self)
            if before == "var " || before == "let " { return line.hasSuffix("{") }
            return !isLabel
        }.map { String(decoding: $0, as: UTF8.self) }
    }

    private static func isOfName(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}

extension SourceFile {
    /// The property at the end of each key's path: `upstream` of `"upstream", \.settings.upstream,`.
    fileprivate var keyProperties: [CommandList.Entry] {
        lines.enumerated().compactMap { index, line in
            guard let path = line.ranges(of: ", \\.").first.map({ line[$0.upperBound...] }) else { return nil }
            let name = path.prefix { $0.isLetter || $0.isNumber || $0 == "." }.split(separator: ".").last
            return name.map { CommandList.Entry(words: String($0), line: index + 1) }
        }
    }
}
