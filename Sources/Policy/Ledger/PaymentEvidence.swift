/// All that is known of a payment's money. Each part only ever grows in an order of its own, so the same facts give the
/// same evidence in whatever order and however often they come.
package struct PaymentEvidence: Hashable, Sendable {
    /// One statement of the upstream, ordered by its clock, then by amount.
    package struct Reading: Hashable, Comparable, Sendable {
        package var occurredAt: Timestamp
        package var accepted: Amount
        package var total: Amount

        package init(occurredAt: Timestamp, accepted: Amount, total: Amount) {
            self.occurredAt = occurredAt
            self.accepted = accepted
            self.total = total
        }

        package static func < (lhs: Self, rhs: Self) -> Bool {
            (lhs.occurredAt, lhs.accepted, lhs.total) < (rhs.occurredAt, rhs.accepted, rhs.total)
        }
    }

    /// When a body states no time: before every other, so that of undated readings the greatest is kept.
    package static let undated = Timestamp(millisecondsSinceEpoch: .min)

    /// The most that a terminal-good fact has stated: what is credited.
    package var credited: Amount
    /// The latest terminal reading that bears a time, good or bad.
    package var settled: Reading?
    /// The greatest good reading that bears none.
    package var settledUndated: Reading?
    /// The latest reading while the payment was open.
    package var open: Reading?

    package init(
        credited: Amount = .zero, settled: Reading? = nil, settledUndated: Reading? = nil, open: Reading? = nil
    ) {
        self.credited = credited
        self.settled = settled
        self.settledUndated = settledUndated
        self.open = open
    }

    mutating func learn(_ fact: PaymentFact) {
        guard fact.defect == nil, let total = fact.totalPaid else { return }
        let reading = Reading(
            occurredAt: fact.occurredAt ?? Self.undated, accepted: fact.accepted, total: total)
        switch fact.standing {
        case .open: open = later(open, reading)
        case .good:
            credited = max(credited, fact.accepted)
            if fact.occurredAt == nil {
                settledUndated = later(settledUndated, reading)
            } else {
                settled = later(settled, reading)
            }
        // Without a time it cannot be told from an early one, and takes nothing back.
        case .bad: if fact.occurredAt != nil { settled = later(settled, reading) }
        case .unrecognised: break
        }
    }

    /// The upstream's last word, as far as it can be told.
    var current: Reading? {
        guard let settled, let settledUndated else { return settled ?? settledUndated }
        return settledUndated.accepted > settled.accepted ? settledUndated : settled
    }

    /// What has been seen on its way and is not credited yet.
    package var unconfirmed: Amount {
        guard let open, open.occurredAt > (current?.occurredAt ?? Self.undated) || current == nil,
            let rest = try? open.total.subtracting(credited)
        else { return .zero }
        return max(rest, .zero)
    }

    private func later(_ known: Reading?, _ reading: Reading) -> Reading { known.map { max($0, reading) } ?? reading }
}
