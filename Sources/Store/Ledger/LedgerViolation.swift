/// What is wrong in the books, and in which row.
package struct LedgerViolation: Hashable, Sendable, CustomStringConvertible {
    /// Each is broken by a test of its own.
    package enum Kind: String, CaseIterable, Hashable, Sendable {
        /// A value is not what the schema promises; the rest is read all the same.
        case unreadable

        // The journal
        case unbalanced
        case beyondBounds
        case belowZero
        case numberSkipped
        case carriedCount
        case lastNumber
        case lastNumberMissing
        case objectMissing

        // What is derived from it
        case balance
        case receivableBesideAvailable
        case heldSum
        case paymentBooking
        case withdrawalBooking
        case withdrawalEvidence
        case windowSum

        // One table beside another
        case holdWithoutIntent
        case intentWithoutFunds
        case fundsOfRefusedIntent
        case fundsOfEffectiveIntent
        case fundsOfApproval
        case fundsOfMirrored
        case mirroredWithoutEffect
        case ownedOtherwise
    }

    package let kind: Kind
    /// The table, and the row's key in it, `platform` for the owner without a name.
    package let row: String
    package let reason: String

    package var description: String { "\(row): \(reason)" }

    init(_ kind: Kind, _ row: String, _ reason: String) {
        self.kind = kind
        self.row = row
        self.reason = reason
    }
}
