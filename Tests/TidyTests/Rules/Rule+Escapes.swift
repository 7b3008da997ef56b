extension Rule {
    /// Where the compiler's checks end, a comment says who checks instead.
    static let reasonedEscapes = Rule(eachSource: "escapes have a reason") { file in
        ["@unchecked Sendable", "nonisolated(unsafe)", "unsafeBitCast"].flatMap { escape in
            file.findings("\(escape) without a comment that names the loop or the lock that guards it") {
                $0.contains(escape)
            }.filter { !file.hasReason(at: $0.line) }
        }
    }

    static let noTraps = Rule(eachSource: "nothing traps on what is not there") { file in
        file.findings("try! traps: handle the error or say in a type that there is none") { $0.contains("try!") }
            + file.findings("as! traps: use as? or a type that needs no cast") { $0.contains("as! ") }
            + file.findings("a force unwrap traps: use guard, if or ??", where: hasForceUnwrap)
    }

    /// A name, a call or a subscript with `!` behind it, which is neither an operator nor an implicitly unwrapped type.
    private static func hasForceUnwrap(_ line: String) -> Bool {
        let characters = Array(line)
        return characters.indices.dropFirst().contains { index in
            guard characters[index] == "!" else { return false }
            let before = characters[index - 1]
            let after = index + 1 < characters.count ? characters[index + 1] : " "
            let isPostfix = before.isLetter || before.isNumber || "_)]".contains(before)
            return isPostfix && after != "=" && !isKeyword(before: index, in: characters)
        }
    }

    /// `try!` and `as!` are findings of their own.
    private static func isKeyword(before index: Int, in characters: [Character]) -> Bool {
        let word = String(characters[..<index].reversed().prefix(while: \.isLetter).reversed())
        return word == "try" || word == "as"
    }

    static let nothingPublic = Rule(eachSource: "nothing is public") { file in
        file.findings("public reaches beyond the package: package is enough") { line in
            line.split(separator: " ").prefix(3).contains("public")
        }
    }
}
