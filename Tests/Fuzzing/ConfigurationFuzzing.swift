import GatewayConfiguration

/// A configuration file's text: read alike twice, or refused in one line that names the file.
enum ConfigurationFuzzing {
    static func check(_ bytes: [UInt8]) throws {
        guard let text = String(validating: bytes, as: UTF8.self) else { return }
        let first = read(text)
        try require(first == read(text), "another reading the second time")
        guard case .failure(let error) = first else { return }
        try require(error.file == "fuzz.yaml" && error.description.hasPrefix("fuzz.yaml"), "the file is not named")
        try require(!error.problem.isEmpty, "no reason given")
        try require(!error.description.utf8.contains { $0 < 0x20 || $0 == 0x7F }, "more than one line of text")
        if let line = error.line {
            try require((1...text.utf8.count + 1).contains(line), "line \(line) is not in the file")
        }
    }

    private static func read(_ text: String) -> Result<Settings, ConfigurationError> {
        do throws(ConfigurationError) {
            return .success(try SettingsLoader.parse(text, file: "fuzz.yaml"))
        } catch {
            return .failure(error)
        }
    }
}
