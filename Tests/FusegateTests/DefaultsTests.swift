import Gateway
import AuditLog
import GatewayConfiguration
import Policy
import StoreSQLite
import Testing
import Tokens
import Transport
import Webhooks

@testable import fusegate

/// What a part does when nobody says otherwise is what the documented configuration says: one default for one thing.
@Suite struct DefaultsTests {
    private let settings = Settings()

    @Test func aPartAloneBehavesAsConfigured() {
        #expect("\(settings.deliveryPolicy)" == "\(DeliveryPolicy())")
        #expect("\(settings.listenerConfiguration.limits)" == "\(Transport.ListenerLimits())")
        #expect("\(settings.nameLimits)" == "\(NameLimits())")
        #expect("\(settings.sqliteConfiguration.limits)" == "\(SQLiteConfiguration().limits)")
        // A log that nobody configured deletes nothing.
        var audit = settings.auditConfiguration
        audit.retention = AuditRetention()
        #expect("\(audit)" == "\(AuditConfiguration())")
        #expect("\(settings.clientConfiguration)" == "\(HTTPClientConfiguration())")
        #expect(settings.upstreamSettings.tokenPolicy == TokenPolicy())
    }
}
