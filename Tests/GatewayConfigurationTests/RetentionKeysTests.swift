import GatewayConfiguration
import Policy
import Testing

@Suite struct RetentionKeysTests {
    @Test func everyRetentionIsAKeyOfTheConfiguration() throws {
        let known = Set(try SettingsLoader.keys())
        for (table, retention) in TableRetention.all {
            guard case .expires(let keys) = retention else { continue }
            #expect(known.isSuperset(of: keys), "\(table)")
        }
    }

    @Test func theArchiveLivesInTheDataDirectoryUnlessItIsMoved() throws {
        let moved = try SettingsLoader.parse("data_directory: /srv/f", file: "f.yaml")
        #expect(moved.archiveDirectory == "/srv/f/archive")
        let text = "data_directory: /srv/f\nretention: {archive_directory: /mnt/a, objects: 90d}"
        let own = try SettingsLoader.parse(text, file: "f.yaml")
        #expect(own.archiveDirectory == "/mnt/a" && own.retention.objects == .seconds(90 * 86_400))
        #expect(throws: ConfigurationError.self) {
            try SettingsLoader.parse("retention: {objects: 89d}", file: "f.yaml")
        }
    }
}
