/// What a rule does not allow, where it stands, and what to do about it.
struct Finding: Sendable, Equatable, CustomStringConvertible {
    let path: String
    let line: Int
    let advice: String

    var description: String { "\(path):\(line): \(advice)" }
}

/// One rule of the house, kept by a machine.
struct Rule: Sendable, CustomStringConvertible {
    let name: String
    let findings: @Sendable (SourceTree) throws -> [Finding]

    init(_ name: String, _ findings: @escaping @Sendable (SourceTree) throws -> [Finding]) {
        self.name = name
        self.findings = findings
    }

    /// A rule that looks at each of the product's files alone.
    init(eachSource name: String, _ findings: @escaping @Sendable (SourceFile) -> [Finding]) {
        self.init(name) { tree in tree.sources.flatMap(findings) }
    }

    var description: String { name }
}

extension SourceFile {
    func finding(at line: Int, _ advice: String) -> Finding { Finding(path: path, line: line, advice: advice) }

    /// A finding for each line whose code is not as it should be.
    func findings(_ advice: String, where isBroken: (String) -> Bool) -> [Finding] {
        code.enumerated().filter { isBroken($1) }.map { finding(at: $0.offset + 1, advice) }
    }
}
