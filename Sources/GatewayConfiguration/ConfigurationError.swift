/// What is wrong with the configuration, where, in one line that says what would be right.
package struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
    package let file: String
    /// From 1; `nil` when the file as a whole is wrong.
    package let line: Int?
    /// Dotted path such as `listener.port`; `nil` when no key is at fault.
    package let key: String?
    package let problem: String

    package init(file: String, line: Int? = nil, key: String? = nil, problem: String) {
        self.file = file
        self.line = line
        self.key = key
        self.problem = problem
    }

    package var description: String {
        let place = line.map { "\(file):\($0)" } ?? file
        return Self.oneLine(key.map { "\(place): \($0): \(problem)" } ?? "\(place): \(problem)")
    }

    /// Keys and values of the file are repeated, and YAML can spell line ends and terminals' control characters.
    private static func oneLine(_ text: String) -> String {
        text.unicodeScalars.map { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: scalar.escaped(asASCII: true)
            default: String(scalar)
            }
        }.joined()
    }
}
