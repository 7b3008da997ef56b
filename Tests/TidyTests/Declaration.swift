/// A type or a function, as its first line shows it.
struct Declaration: Sendable {
    let name: String
    let line: Int
    let lineCount: Int
    let isPrivate: Bool
}

extension SourceFile {
    /// Types that stand in no other.
    var topLevelTypes: [Declaration] { types.filter { !lines[$0.line - 1].hasPrefix(" ") } }

    /// Nested ones too.
    var types: [Declaration] {
        declarations { words, _ in
            let isType = words.count > 1 && ["struct", "class", "enum", "actor", "protocol"].contains(words[0])
            return isType ? words[1].prefix(while: Self.isOfName) : nil
        }
    }

    /// Functions, initializers and subscripts, nested ones too.
    var functions: [Declaration] {
        declarations { words, _ in
            if words.count > 1, words[0] == "func" { return words[1].prefix { $0 != "(" && $0 != "<" } }
            let name = words[0].prefix(while: Self.isOfName)
            let isCall = words[0].dropFirst(name.count).first.map { "(?<".contains($0) } ?? false
            return isCall && (name == "init" || name == "subscript") ? name : nil
        }
    }

    /// What `name` finds in the words of a line that follow its modifiers.
    private func declarations(_ name: ([Substring], String) -> Substring?) -> [Declaration] {
        code.enumerated().compactMap { index, text in
            let words = text.split(separator: " ")
            let rest = words.drop(while: Self.isModifier)
            guard !rest.isEmpty, let name = name(Array(rest), text) else { return nil }
            return Declaration(
                name: String(name), line: index + 1, lineCount: end(of: opening(of: index + 1)) - index,
                isPrivate: words.prefix(words.count - rest.count).contains { $0.hasSuffix("private") })
        }
    }

    private static func isOfName(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_"
    }

    private static func isModifier(_ word: Substring) -> Bool {
        word.hasPrefix("@")
            || [
                "package", "public", "internal", "private", "fileprivate", "final", "indirect", "static",
                "mutating", "consuming", "borrowing", "nonisolated", "isolated", "override", "required", "convenience",
                "prefix", "postfix", "infix", "distributed",
            ].contains(word)
    }

    /// The line on which the body of what begins at `line` opens; `line` when there is none.
    private func opening(of line: Int) -> Int {
        let indentation = lines[line - 1].prefix { $0 == " " }
        var current = line
        while current < lines.count, !code[current - 1].hasSuffix("{"), !code[current - 1].hasSuffix("}") {
            let next = lines[current]
            guard next.hasPrefix(indentation + " ") || next.hasPrefix(indentation + ")") else { return line }
            current += 1
        }
        return current
    }
}
