import Foundation
import GatewayConfiguration
import Testing
import Yams

/// `config/fusegate.yaml` is the documentation: it must say what the program does.
@Suite struct DocumentedFileTests {
    static let path = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(components: "..", "..", "config", "fusegate.yaml").standardized.path

    @Test func theFileIsExactlyTheBuiltInDefaults() throws {
        #expect(try SettingsLoader.load(path: Self.path) == Settings())
    }

    @Test func theFileNamesEveryKeyAndNoOther() throws {
        let text = try String(contentsOfFile: Self.path, encoding: .utf8)
        let root = try #require(try Yams.compose(yaml: text))
        #expect(leaves(of: root, path: "") == (try SettingsLoader.keys()))
    }

    private func leaves(of node: Node, path: String) -> [String] {
        guard let mapping = node.mapping else { return [path] }
        return mapping.flatMap { key, value in
            leaves(of: value, path: path.isEmpty ? key.string ?? "" : "\(path).\(key.string ?? "")")
        }
    }
}
