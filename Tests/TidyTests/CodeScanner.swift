/// Blanks out comments and string literals; an interpolation's code goes with its literal.
struct CodeScanner {
    private var blockComments = 0
    private var isInMultilineString = false

    static func code(of lines: [Substring]) -> [String] {
        var scanner = CodeScanner()
        return lines.map { scanner.code(of: $0) }
    }

    private mutating func code(of line: Substring) -> String {
        var code: [UInt8] = []
        var rest = Array(line.utf8)[...]
        while let first = rest.first {
            if isInMultilineString {
                isInMultilineString = !Self.skip(&rest, past: "\"\"\"")
            } else if blockComments > 0 {
                blockComments -= Self.skip(&rest, past: "*/") ? 1 : 0
            } else if Self.take("//", from: &rest) {
                break
            } else if Self.take("/*", from: &rest) {
                blockComments += 1
            } else if Self.take("\"\"\"", from: &rest) {
                isInMultilineString = true
            } else if Self.take("\"", from: &rest) {
                code += Array("\"\"".utf8)
                Self.skipLiteral(&rest)
            } else {
                code.append(first)
                rest.removeFirst()
            }
        }
        return String(decoding: code, as: UTF8.self)
    }

    private static func take(_ word: StaticString, from rest: inout ArraySlice<UInt8>) -> Bool {
        guard rest.starts(with: UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)) else {
            return false
        }
        rest.removeFirst(word.utf8CodeUnitCount)
        return true
    }

    private static func skip(_ rest: inout ArraySlice<UInt8>, past end: StaticString) -> Bool {
        while !rest.isEmpty {
            if take(end, from: &rest) { return true }
            rest.removeFirst()
        }
        return false
    }

    /// Behind the opening quote, to behind the closing one. A quote in an interpolation closes nothing.
    private static func skipLiteral(_ rest: inout ArraySlice<UInt8>) {
        var interpolations = 0
        while let next = rest.popFirst() {
            switch next {
            case UInt8(ascii: "\\"):
                if rest.popFirst() == UInt8(ascii: "(") { interpolations += 1 }
            case UInt8(ascii: "(") where interpolations > 0: interpolations += 1
            case UInt8(ascii: ")") where interpolations > 0: interpolations -= 1
            case UInt8(ascii: "\"") where interpolations == 0: return
            default: break
            }
        }
    }
}
