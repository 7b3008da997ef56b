import Policy
import Yams

/// One mapping of the file. Each key that a setting reads is noted; what the file has besides is an error.
final class Section {
    private let document: ConfigurationDocument
    private let path: String
    private let mapping: Node.Mapping?
    private var knownKeys: [String] = []

    init(document: ConfigurationDocument, path: String, node: Node?) throws(ConfigurationError) {
        self.document = document
        self.path = path
        switch node {
        case nil: mapping = nil
        case .mapping(let mapping): self.mapping = mapping
        case let node? where node.isNull: mapping = nil
        case let node?:
            throw ConfigurationError(
                file: document.file, line: node.mark?.line, key: path.isEmpty ? nil : path,
                problem: "must be a section of keys, is \(node.described)")
        }
    }

    /// Reads one value. An absent key, and one without a value, leave the default.
    func read<Value>(_ key: String, _ kind: ValueKind<Value>, into value: inout Value) throws(ConfigurationError) {
        document.note(note(key))
        guard let node = node(key) else { return }
        value = try parse(node, kind, key: key)
    }

    /// Reads a value whose default is none.
    func readOptional<Value>(
        _ key: String, _ kind: ValueKind<Value>, into value: inout Value?
    ) throws(ConfigurationError) {
        document.note(note(key))
        guard let node = node(key) else { return }
        value = try parse(node, kind, key: key)
    }

    /// Reads a list. An empty list is a value; an absent one leaves the default.
    func readList<Value>(
        _ key: String, of kind: ValueKind<Value>, countMax: Int, into values: inout [Value]
    ) throws(ConfigurationError) {
        document.note(note(key))
        guard let node = node(key) else { return }
        guard case .sequence(let sequence) = node else {
            throw error(at: node, key: key, problem: "must be a list, is \(node.described)")
        }
        guard sequence.count <= countMax else {
            throw error(at: node, key: key, problem: "must have at most \(countMax) items, has \(sequence.count)")
        }
        var parsed: [Value] = []
        for (index, item) in sequence.enumerated() { parsed.append(try parse(item, kind, key: "\(key)[\(index)]")) }
        values = parsed
    }

    /// A section within this one; whoever has read it finishes it.
    func inner(_ key: String) throws(ConfigurationError) -> Section {
        try Section(document: document, path: note(key), node: node(key))
    }

    /// - Throws: when the mapping has a key that nothing read.
    func finish() throws(ConfigurationError) {
        guard let mapping else { return }
        for (key, _) in mapping {
            let name = key.scalar?.string ?? key.described
            guard !knownKeys.contains(name) else { continue }
            let hint = Suggestion.nearest(to: name, among: knownKeys).map { "; did you mean \($0)?" } ?? ""
            throw error(at: key, key: name, problem: "there is no such key\(hint)")
        }
    }

    /// An error about a key as a whole, at its line when the file has it, else at its section's.
    func error(_ key: String, problem: String) -> ConfigurationError {
        let line = node(key)?.mark?.line ?? mapping?.mark?.line
        return ConfigurationError(file: document.file, line: line, key: join(key), problem: problem)
    }

    private func parse<Value>(
        _ node: Node, _ kind: ValueKind<Value>, key: String
    ) throws(ConfigurationError) -> Value {
        guard let text = node.scalar?.string, !node.isNull, let value = kind.parse(text) else {
            throw error(at: node, key: key, problem: "must be \(kind.expectation), is \(node.described)")
        }
        return value
    }

    private func node(_ key: String) -> Node? {
        guard let pair = mapping?.first(where: { $0.key.scalar?.string == key }), !pair.value.isNull else { return nil }
        return pair.value
    }

    private func note(_ key: String) -> String {
        knownKeys.append(key)
        return join(key)
    }

    private func join(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    private func error(at node: Node, key: String, problem: String) -> ConfigurationError {
        ConfigurationError(file: document.file, line: node.mark?.line, key: join(key), problem: problem)
    }
}

extension Node {
    /// YAML's null: nothing, `~` or `null`, unquoted.
    var isNull: Bool {
        guard case .scalar(let scalar) = self, scalar.style == .plain || scalar.style == .any else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }

    /// For error messages; long values are cut.
    var described: String {
        switch self {
        case .scalar(let scalar):
            scalar.string.count <= 60 ? "\"\(scalar.string)\"" : "\"\(scalar.string.prefix(60))…\""
        case .mapping: "a section"
        case .sequence: "a list"
        case .alias: "an alias"
        }
    }
}
