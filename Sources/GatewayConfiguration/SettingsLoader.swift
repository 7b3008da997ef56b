import Foundation
import Yams

/// Reads `fusegate.yaml`. Whatever the file does not say has its built-in default.
package enum SettingsLoader {
    /// A configuration larger than this is some other file.
    package static let fileBytesMax = 1 << 20

    /// - Throws: `ConfigurationError` for the first mistake found: unreadable file, YAML syntax, unknown key, wrong
    ///   type, value out of range, or values that contradict one another.
    package static func load(path: String) throws(ConfigurationError) -> Settings {
        let data: Data
        do {
            data = try Data(contentsOf: URL(filePath: path))
        } catch {
            throw ConfigurationError(file: path, problem: "cannot be read: \(reason(error))")
        }
        guard data.count <= fileBytesMax else {
            throw ConfigurationError(file: path, problem: "is larger than \(SizeText.format(fileBytesMax))")
        }
        guard let text = String(data: data, encoding: .utf8) else {
            throw ConfigurationError(file: path, problem: "is not UTF-8 text")
        }
        return try parse(text, file: path)
    }

    /// - Parameter file: what errors call the text.
    package static func parse(_ text: String, file: String) throws(ConfigurationError) -> Settings {
        try read(try compose(text, file: file), document: ConfigurationDocument(file: file))
    }

    /// Every key that the file may have, as dotted paths, in the order of the documented file.
    package static func keys() throws(ConfigurationError) -> [String] {
        let document = ConfigurationDocument(file: "")
        _ = try read(nil, document: document)
        return document.keys
    }

    private static func read(
        _ node: Node?, document: ConfigurationDocument
    ) throws(ConfigurationError) -> Settings {
        let root = try Section(document: document, path: "", node: node)
        var settings = Settings()
        try settings.read(root)
        try root.finish()
        return settings
    }

    private static func compose(_ text: String, file: String) throws(ConfigurationError) -> Node? {
        do {
            return try Yams.compose(yaml: text)
        } catch let error as YamlError {
            throw ConfigurationError(file: file, line: line(of: error), problem: problem(of: error))
        } catch {
            throw ConfigurationError(file: file, problem: "is not YAML")
        }
    }

    private static func line(of error: YamlError) -> Int? {
        switch error {
        case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
        // Of several keys the parser marks any one.
        case .duplicatedKeysInMapping(let duplicates, let context): duplicates.count == 1 ? context.mark.line : nil
        default: nil
        }
    }

    private static func problem(of error: YamlError) -> String {
        switch error {
        case .scanner(_, let problem, _, _), .parser(_, let problem, _, _), .composer(_, let problem, _, _),
            .reader(let problem, _, _, _):
            "is not YAML: \(problem)"
        case .duplicatedKeysInMapping(let duplicates, _):
            "\(duplicates.count == 1 ? "the section that starts here has a key" : "a section has keys") twice: "
                + duplicates.sorted().joined(separator: ", ")
        default: "is not YAML"
        }
    }

    /// Foundation's own texts name the file again and are long.
    private static func reason(_ error: any Error) -> String {
        switch (error as? CocoaError)?.code {
        case .fileReadNoSuchFile?, .fileNoSuchFile?: "there is no such file"
        case .fileReadNoPermission?: "permission denied"
        default: "it is not a readable file"
        }
    }
}
