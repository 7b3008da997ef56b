/// Text from elsewhere, on its way to a terminal.
enum TerminalText {
    /// Control characters become visible escapes, so that stored text cannot move the cursor or hide other text.
    static func escape(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        return text.unicodeScalars.reduce(into: "") { escaped, scalar in
            escaped += isControl(scalar) ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
        }
    }

    /// The same for JSON text, in JSON's own escapes. JSON has escaped what is below U+0020 itself, but for its layout.
    static func escapeJSON(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isHiddenInJSON) else { return text }
        return text.unicodeScalars.reduce(into: "") { escaped, scalar in
            guard isHiddenInJSON(scalar) else { return escaped.unicodeScalars.append(scalar) }
            for unit in String(scalar).utf16 {
                let digits = String(unit, radix: 16)
                escaped += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
        }
    }

    /// Columns that a terminal gives it.
    static func width(of text: String) -> Int {
        text.utf8.allSatisfy { $0 < 0x80 } ? text.utf8.count : text.reduce(0) { $0 + width(of: $1) }
    }

    /// The longest beginning that fits.
    static func prefix(of text: String, width: Int) -> String {
        var room = width
        return String(
            text.prefix { character in
                room -= self.width(of: character)
                return room >= 0
            })
    }

    /// Two for what East Asian scripts and pictures take (Unicode's East_Asian_Width W and F, in the blocks that have them).
    private static func width(of character: Character) -> Int {
        let isWide = character.unicodeScalars.contains { scalar in
            switch scalar.value {
            case 0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3,
                0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
                0x16FE0...0x18DFF, 0x1AFF0...0x1B2FB, 0x1F000...0x1FAFF, 0x20000...0x3FFFD:
                true
            default: scalar.properties.isEmojiPresentation
            }
        }
        return isWide ? 2 : 1
    }

    private static func isHiddenInJSON(_ scalar: Unicode.Scalar) -> Bool { scalar.value >= 0x7F && isControl(scalar) }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
