/// Finds what a misspelt word may have meant.
package enum Suggestion {
    /// The closest candidate within a third of the word's length; `nil` when none is close.
    package static func nearest(to word: String, among candidates: [String]) -> String? {
        let scored = candidates.map { (candidate: $0, distance: distance(Array(word.utf8), Array($0.utf8))) }
        guard let best = scored.min(by: { $0.distance < $1.distance }) else { return nil }
        return best.distance <= max(1, word.utf8.count / 3) ? best.candidate : nil
    }

    /// Levenshtein's distance, where a swap of neighbours is one step, too: the commonest slip of all. A row at a time.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var (before, row) = ([Int](), Array(0...right.count))
        for i in left.indices {
            var next = [i + 1]
            for j in right.indices {
                var steps = min(row[j] + (left[i] == right[j] ? 0 : 1), row[j + 1] + 1, next[j] + 1)
                let isSwap = i > 0 && j > 0 && left[i] == right[j - 1] && left[i - 1] == right[j]
                if isSwap { steps = min(steps, before[j - 1] + 1) }
                next.append(steps)
            }
            (before, row) = (row, next)
        }
        return row[right.count]
    }
}
