import NIOCore
import Policy
import Store

/// A connection's last authenticated caller with what its next requests need, so that a credential is verified once per
/// connection and not once per request. It stands for the very same credential under the very same directory only: a
/// reload of the directory (a revoked key, a suspended tenant) or of the settings ends it.
final class KnownCaller: Sendable {
    let principal: Principal
    let meter: TenantMeter
    private let authorization: Secret<[UInt8]>
    private let directory: DirectorySnapshot.Mark
    private let settings: GatewaySettings.Mark
    private let appliedLimits: [AppliedLimit]

    init(
        principal: Principal, authorization: ByteBufferView, directory: DirectorySnapshot, meter: TenantMeter,
        settings: GatewaySettings
    ) {
        self.principal = principal
        self.authorization = Secret(Array(authorization))
        self.directory = directory.mark
        self.meter = meter
        self.settings = settings.mark
        appliedLimits = LimitClass.allCases.map { limit in
            AppliedLimit(limit: limit, setting: settings.limit(limit, of: principal.tenant.limits))
        }
    }

    func isBehind(
        _ authorization: ByteBufferView, in directory: DirectorySnapshot, under settings: GatewaySettings,
        now: Timestamp
    ) -> Bool {
        directory.mark === self.directory && settings.mark === self.settings && !principal.hasExpired(at: now)
            && Self.equalInConstantTime(authorization, self.authorization.exposed)
    }

    func applied(_ limit: LimitClass) -> AppliedLimit { appliedLimits[limit.index] }

    /// A proxy in front may send several tenants' requests over one connection: none may guess at the one before.
    private static func equalInConstantTime(_ left: ByteBufferView, _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        return left.withUnsafeBytes { left in
            var difference: UInt8 = 0
            for index in right.indices { difference |= left[index] ^ right[index] }
            return difference == 0
        }
    }
}
