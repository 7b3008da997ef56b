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
    mutating func add(_ cells: (any CustomStringConvertible)?...) {
        rows.append(
            cells.map { cell in
                cell.map { TerminalText.escape($0.description) }.flatMap { $0.isEmpty ? nil : $0 } ?? "-"
            })
    }

    /// Columns of a terminal that most have.
    static let screenWidth = 120
    /// In a section of something's details, which is indented.
    static let sectionWidth = screenWidth - Presentation.indentation.count
    /// A cell that is cut keeps so much of itself.
    private static let cutWidthMin = 8

    /// - Parameters:
    ///   - empty: what to say instead of bare headings.
    ///   - widthMax: of a line, in columns of a terminal.
    ///   - shrinking: columns whose longest cells are cut until a line fits, which `…` shows; their headings when that is
    ///     not enough.
    ///   - inNeed: those that are cut when that is not enough either.
    func text(
        orWhenEmpty empty: String, widthMax: Int = screenWidth, shrinking: Set<String> = [], inNeed: Set<String> = []
    ) -> String {
        guard !rows.isEmpty else { return empty }
        let whole = [columns.map(\.heading)] + rows
        var widths = columns.indices.map { index in whole.map { TerminalText.width(of: $0[index]) }.max() ?? 0 }
        shrink(&widths, to: widthMax, shrinking, sparingHeadings: true)
        for names in [shrinking, inNeed] { shrink(&widths, to: widthMax, names, sparingHeadings: false) }
        let lines = whole.map { cells in zip(cells, widths).map { Self.cut($0, to: $1) } }
        return lines.map { cells in
            let padded = zip(cells, zip(columns, widths)).map { cell, shape in
                let padding = String(repeating: " ", count: max(0, shape.1 - TerminalText.width(of: cell)))
                return shape.0.alignment == .left ? cell + padding : padding + cell
            }
            return trimmingEnd(padded.joined(separator: Self.gap))
        }.joined(separator: "\n")
    }

    private func shrink(_ widths: inout [Int], to widthMax: Int, _ names: Set<String>, sparingHeadings: Bool) {
        let least = columns.map { max(Self.cutWidthMin, sparingHeadings ? TerminalText.width(of: $0.heading) : 0) }
        let named = columns.indices.filter { names.contains(columns[$0].heading) }
        while widths.reduce(0, +) + Self.gap.count * (widths.count - 1) > widthMax {
            let candidates = named.filter { widths[$0] > least[$0] }
            guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { return }
            widths[widest] -= 1
        }
    }

    /// A text keeps its beginning. What is one word, such as an address or an identifier, keeps its end too: many begin
    /// alike.
    private static func cut(_ cell: String, to width: Int) -> String {
        guard TerminalText.width(of: cell) > width else { return cell }
        let room = max(width - 1, 0)
        guard !cell.contains(" ") else { return TerminalText.prefix(of: cell, width: room) + "…" }
        let end = String(TerminalText.prefix(of: String(cell.reversed()), width: room / 2).reversed())
        return TerminalText.prefix(of: cell, width: room - room / 2) + "…" + end
    }

    private func trimmingEnd(_ line: String) -> String {
        var line = Substring(line)
        while line.last == " " { line = line.dropLast() }
        return String(line)
    }
}
