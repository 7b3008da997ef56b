/// The picture of the layers in README: a line a layer, the highest first. An arrow stands for a dependency in a layer.
struct LayerPicture {
    static let heading = "## Layers"

    private var layers: [String: Int] = [:]
    private var arrows: Set<[String]> = []
    let line: Int

    init?(_ readme: SourceFile) {
        guard let heading = readme.lines.firstIndex(where: { $0.hasPrefix(Self.heading) }),
            let start = readme.lines[heading...].firstIndex(where: { $0.hasPrefix("```") }),
            let end = readme.lines[(start + 1)...].firstIndex(where: { $0.hasPrefix("```") })
        else { return nil }
        line = heading + 1
        for (number, text) in readme.lines[(start + 1)..<end].enumerated() { read(text, layer: number) }
    }

    private mutating func read(_ text: Substring, layer: Int) {
        let words = Self.withoutRemarks(text).split(separator: " ").map(String.init)
        for (index, word) in words.enumerated() where word != "→" {
            layers[word] = layer
            if index > 1, words[index - 1] == "→" { arrows.insert([words[index - 2], word]) }
        }
    }

    private static func withoutRemarks(_ text: Substring) -> String {
        var depth = 0
        return String(
            text.filter { character in
                if character == "(" { depth += 1 }
                defer { if character == ")" { depth -= 1 } }
                return depth == 0
            })
    }

    func draws(_ target: String) -> Bool { layers[target] != nil }

    func allows(_ from: String, _ to: String) -> Bool {
        guard let upper = layers[from], let lower = layers[to] else { return false }
        return upper < lower || arrows.contains([from, to])
    }
}
