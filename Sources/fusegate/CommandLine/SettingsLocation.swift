import Foundation
import GatewayConfiguration

/// Where the configuration is when nobody says.
enum SettingsLocation {
    static let environmentVariable = "FUSEGATE_CONFIG"
    static let standardPaths = ["config/fusegate.yaml", "/etc/fusegate/fusegate.yaml"]

    /// A file that was named must be readable; `nil` without any file.
    static func path(option: String?, environment: [String: String]) -> String? {
        option ?? environment[environmentVariable] ?? standardPaths.first(where: FileManager.default.fileExists)
    }

    /// Without any file the built-in defaults hold.
    static func load(option: String?, environment: [String: String]) throws(ConfigurationError) -> Settings {
        guard let path = path(option: option, environment: environment) else { return Settings() }
        return try SettingsLoader.load(path: path)
    }
}
