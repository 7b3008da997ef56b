import Foundation
import GatewayConfiguration

/// Where the configuration is when nobody says.
enum SettingsLocation {
    static let environmentVariable = "FUSEGATE_CONFIG"
    static let standardPaths = ["config/fusegate.yaml", "/etc/fusegate/fusegate.yaml"]

    /// A file that was named must be readable; without any file the built-in defaults hold.
    static func load(option: String?, environment: [String: String]) throws(ConfigurationError) -> Settings {
        if let named = option ?? environment[environmentVariable] { return try SettingsLoader.load(path: named) }
        guard let path = standardPaths.first(where: FileManager.default.fileExists) else { return Settings() }
        return try SettingsLoader.load(path: path)
    }
}
