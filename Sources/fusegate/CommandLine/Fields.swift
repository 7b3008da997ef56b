/// One thing's fields, a line each, values aligned.
struct Fields {
    private var lines: [(name: String, value: String)] = []

    /// A field without a value is left out.
    mutating func add(_ name: String, _ value: (any CustomStringConvertible)?) {
        guard let value = value?.description, !value.isEmpty else { return }
        lines.append((TerminalText.escape(name), TerminalText.escape(value)))
    }

    var text: String {
        let width = lines.map(\.name.count).max() ?? 0
        return lines.map { name, value in
            name + String(repeating: " ", count: width - name.count) + "  " + value
        }.joined(separator: "\n")
    }
}
