/// Rows under headings, aligned with spaces alone, so that `awk` and eyes both find the columns.
struct Table {
    enum Alignment { case left, right }

    struct Column {
        let heading: String
        var alignment: Alignment = .left
    }

    /// Between two columns.
    private static let gap = "  "

    private let columns: [Column]
    private var rows: [[String]] = []

    init(_ headings: String..., numbers: Set<String> = []) {
        columns = headings.map { Column(heading: $0, alignment: numbers.contains($0) ? .right : .left) }
    }

    /// An empty cell shows as a dash, so that the columns can be counted.
    mutating func add(_ cells: String?...) {
        rows.append(cells.map { cell in cell.map(TerminalText.escape).flatMap { $0.isEmpty ? nil : $0 } ?? "-" })
    }

    /// - Parameter empty: what to say instead of bare headings.
    func text(orWhenEmpty empty: String) -> String {
        guard !rows.isEmpty else { return empty }
        let lines = [columns.map(\.heading)] + rows
        let widths = columns.indices.map { index in lines.map { $0[index].count }.max() ?? 0 }
        return lines.map { cells in
            let padded = zip(cells, zip(columns, widths)).map { cell, shape in
                let padding = String(repeating: " ", count: shape.1 - cell.count)
                return shape.0.alignment == .left ? cell + padding : padding + cell
            }
            return trimmingEnd(padded.joined(separator: Self.gap))
        }.joined(separator: "\n")
    }

    private func trimmingEnd(_ line: String) -> String {
        var line = Substring(line)
        while line.last == " " { line = line.dropLast() }
        return String(line)
    }
}
