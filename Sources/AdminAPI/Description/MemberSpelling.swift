/// Swift's names of members, and JSON's.
enum MemberSpelling {
    /// Words that Swift writes in capitals; not at a name's beginning.
    private static let acronyms: [String: String] = [
        "id": "ID", "url": "URL", "usd": "USD", "ids": "IDs", "urls": "URLs",
    ]

    /// `tenantID` → `tenant_id`
    static func underscored(_ name: String) -> String {
        var words: [String] = []
        var word = ""
        let characters = Array(name)
        for (index, character) in characters.enumerated() {
            let next = index + 1 < characters.count ? characters[index + 1] : nil
            let beginsWord = character.isUppercase && !isInside(characters, index, next)
            if beginsWord, !word.isEmpty {
                words.append(word)
                word = ""
            }
            word.append(character)
        }
        words.append(word)
        return words.map { $0.lowercased() }.joined(separator: "_")
    }

    /// A capital behind a capital goes on with the same word, unless the next word begins with it; `IDs` is one.
    private static func isInside(_ characters: [Character], _ index: Int, _ next: Character?) -> Bool {
        guard index > 0, characters[index - 1].isUppercase else { return false }
        guard let next, next.isLowercase else { return true }
        return next == "s" && (index + 2 == characters.count || characters[index + 2].isUppercase)
    }

    /// `tenant_id` → `tenantID`
    static func camelCased(_ name: String) -> String {
        // What the compiler calls a case's value that has no name.
        guard !name.hasPrefix("_") else { return name }
        let words = name.split(separator: "_").map(String.init)
        guard let first = words.first else { return name }
        return first + words.dropFirst().map { acronyms[$0] ?? $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }
}
