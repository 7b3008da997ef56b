/// All that is known of a payment's money. Each part only ever grows in an order of its own, so the same facts give the
/// same evidence in whatever order and however often they come. A field that a body does not have says nothing.
package struct PaymentEvidence: Hashable, Sendable {
    /// One statement of the upstream, ordered by its clock, then by amount.
    package struct Reading: Hashable, Comparable, Sendable {
        package var occurredAt: Timestamp
        package var total: Amount

        package init(occurredAt: Timestamp, total: Amount) {
            self.occurredAt = occurredAt
            self.total = total
        }

        package static func < (lhs: Self, rhs: Self) -> Bool {
            (lhs.occurredAt, lhs.total) < (rhs.occurredAt, rhs.total)
        }
    }

    /// When a body states no time: before every other, so that of undated readings the greatest is kept.
    package static let undated = Timestamp(millisecondsSinceEpoch: .min)

    /// The most that a terminal-good fact has stated, less what the same fact has stated as rejected.
    package var accepted: Amount
    /// The most that a terminal-good fact has stated which says nothing of rejections.
    package var silentTotal: Amount
    /// The greatest rejection that any fact has stated.
    package var rejected: Amount
    /// The latest terminal-good fact.
    package var goodAt: Timestamp?
    /// The latest `failed`.
    package var failedAt: Timestamp?
    /// The latest terminal fact of any kind.
    package var endedAt: Timestamp?
    /// The latest terminal reading that bears a time, good or bad.
    package var settled: Reading?
    /// The greatest good reading that bears none.
    package var settledUndated: Reading?
    /// The latest reading while the payment was open.
    package var open: Reading?

    package init(
        accepted: Amount = .zero, silentTotal: Amount = .zero, rejected: Amount = .zero, goodAt: Timestamp? = nil,
        failedAt: Timestamp? = nil, endedAt: Timestamp? = nil, settled: Reading? = nil,
        settledUndated: Reading? = nil, open: Reading? = nil
    ) {
        self.accepted = accepted
        self.silentTotal = silentTotal
        self.rejected = rejected
        self.goodAt = goodAt
        self.failedAt = failedAt
        self.endedAt = endedAt
        self.settled = settled
        self.settledUndated = settledUndated
        self.open = open
    }

    mutating func learn(_ fact: PaymentFact) {
        guard fact.defect == nil, fact.standing != .unrecognised else { return }
        let time = fact.occurredAt ?? Self.undated
        if let stated = fact.rejected { rejected = max(rejected, stated) }
        if fact.standing == .failed { failedAt = Self.later(failedAt, time) }
        if fact.standing != .open { endedAt = Self.later(endedAt, time) }
        guard let total = fact.totalPaid else { return }
        let reading = Reading(occurredAt: time, total: total)
        switch fact.standing {
        case .open: open = Self.later(open, reading)
        case .good:
            goodAt = Self.later(goodAt, time)
            if let rejected = fact.rejected {
                accepted = max(accepted, Self.rest(total, without: rejected))
            } else {
                silentTotal = max(silentTotal, total)
            }
            if fact.occurredAt == nil {
                settledUndated = Self.later(settledUndated, reading)
            } else {
                settled = Self.later(settled, reading)
            }
        // Without a time it cannot be told from an early one, and takes nothing back.
        case .expired, .failed: if fact.occurredAt != nil { settled = Self.later(settled, reading) }
        case .unrecognised: break
        }
    }

    /// What counts as accepted. A total that says nothing of rejections may contain the greatest that is known.
    package var credited: Amount { max(accepted, Self.rest(silentTotal, without: rejected)) }

    /// The upstream's last word on how much there is, as far as it can be told.
    var current: Reading? {
        guard let settled, let settledUndated else { return settled ?? settledUndated }
        return settledUndated.total > settled.total ? settledUndated : settled
    }

    /// Whether the upstream's last word is that the payment failed: what was credited before is in doubt.
    var isFailed: Bool {
        guard let failedAt else { return false }
        return goodAt.map { failedAt >= $0 } ?? true
    }

    /// What the upstream has stated since its last good word, if anything.
    var totalSinceGood: Amount? {
        settled.flatMap { $0.occurredAt > goodAt ?? Self.undated ? $0.total : nil }
    }

    /// What has been seen and is not booked yet: on its way, or contested.
    package var unconfirmed: Amount { max(onItsWay, contested) }

    /// What has been seen on its way, is not credited yet, and has not ended.
    private var onItsWay: Amount {
        guard let open else { return .zero }
        if let endedAt, endedAt == Self.undated || open.occurredAt <= endedAt { return .zero }
        return Self.rest(open.total, without: credited)
    }

    /// What a good word without a time states beyond the last `failed`, which has one: whether it came before or after
    /// cannot be told. Nothing of it is booked, as it may not be there.
    package var contested: Amount {
        guard isFailed, let failedAt, failedAt != Self.undated, let settledUndated, let known = totalSinceGood else {
            return .zero
        }
        return Self.rest(settledUndated.total, without: known)
    }

    /// The upstream was asked and still says `failed`: what it said without a time was said before.
    mutating func refuteUndated() {
        guard !contested.isZero else { return }
        settledUndated = nil
    }

    private static func later<Value: Comparable>(_ known: Value?, _ value: Value) -> Value {
        known.map { max($0, value) } ?? value
    }

    private static func rest(_ total: Amount, without part: Amount) -> Amount {
        (try? total.subtracting(part)).map { max($0, .zero) } ?? .zero
    }
}
