import Foundation
import Testing

@testable import CryptofuseSimulator

@Suite struct ConfigurationTests {
    private func decode(_ json: String) throws -> SimulatorConfiguration {
        try JSONDecoder().decode(SimulatorConfiguration.self, from: Data(json.utf8))
    }

    @Test func absentKeysTakeTheirDefaults() throws {
        let plain = try decode("{}")
        #expect(plain.clientID == "sim-client")
        #expect(plain.timeScale == 1)
        let some = try decode(
            """
            {"timeScale": 0.01, "overpaymentThresholdUSD": "20", "dialect": {"partialStatus": "completed"},
             "applications": [{"clientID": "a", "clientSecret": "b", "quota": 5}],
             "accounts": [{"name": "n", "webhookSecret": "w", "applications": []}]}
            """)
        #expect(some.timeScale == 0.01)
        #expect(some.overpaymentThresholdUSD == "20")
        #expect(some.dialect.partialStatus == .completed)
        #expect(some.applications.first?.quota == 5)
        #expect(some.applications.first?.scopes == "read write")
        #expect(some.accounts.first?.balances.isEmpty == true)
    }

    @Test(arguments: [#"{"timescale":1}"#, #"{"dialect":{"flat":true}}"#, #"{"applications":[{"clientID":"a"}]}"#])
    func typosAreErrors(json: String) { #expect(throws: (any Error).self) { try decode(json) } }

    @Test func itSurvivesARoundTrip() throws {
        var configuration = SimulatorConfiguration()
        configuration.balances = ["BTC": "1.5"]
        configuration.applications = [.init(clientID: "a", clientSecret: "b")]
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let once = try encoder.encode(configuration)
        let again = try encoder.encode(try decode(String(decoding: once, as: UTF8.self)))
        #expect(once == again)
    }
}
