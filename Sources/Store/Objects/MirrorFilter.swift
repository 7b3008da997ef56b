import Policy

/// Which of a tenant's objects a list shows. Absent fields mean any.
package struct MirrorFilter: Hashable, Sendable {
    package let tenantID: TenantID
    package let kind: ObjectKind
    package var status: String?
    package var orderID: String?
    package var customID: String?

    package init(
        tenantID: TenantID, kind: ObjectKind, status: String? = nil, orderID: String? = nil, customID: String? = nil
    ) {
        self.tenantID = tenantID
        self.kind = kind
        self.status = status
        self.orderID = orderID
        self.customID = customID
    }
}

/// Where a page of a list begins. Lists run from the newest to the oldest.
package enum MirrorPosition: Hashable, Sendable {
    /// After so many newer ones.
    case offset(Int)
    /// With the next older one than this.
    case olderThan(IntentID)
    /// So that it ends with the next newer one than this.
    case newerThan(IntentID)
}
