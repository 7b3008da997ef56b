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

    private static func isHiddenInJSON(_ scalar: Unicode.Scalar) -> Bool { scalar.value >= 0x7F && isControl(scalar) }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
