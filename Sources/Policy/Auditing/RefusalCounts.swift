/// Requests of nobody in particular, counted: one record a minute for each kind, however many there are. What a stranger
/// can make the audit log write is bounded by the number of kinds, not by that of requests.
package struct RefusalCounts: Sendable {
    package struct Kind: Hashable, Sendable {
        /// `nil` for the kinds that found no place of their own.
        package let address: String?
        package let tenantID: TenantID?
        package let route: String
        package let status: Int
        package let result: String
        /// In fixed words.
        package let reason: String?

        package init(
            address: String?, tenantID: TenantID? = nil, route: String, status: Int, result: String,
            reason: String? = nil
        ) {
            self.address = address
            self.tenantID = tenantID
            self.route = route
            self.status = status
            self.result = result
            self.reason = reason
        }
    }

    /// What is to be written now.
    package struct Summary: Hashable, Sendable {
        package let kind: Kind
        /// Since the kind's last record.
        package let count: Int
        package let firstAt: Timestamp
        package let lastAt: Timestamp
        /// Of some of them, for whoever reads it; equal ones once.
        package let samples: [String]
    }

    /// Between two records of one kind.
    package static let interval: Duration = .seconds(60)
    /// Kinds counted apart: with some 500 bytes a record, 360 MB a day at the very worst.
    package static let kindsMax = 512
    /// Kinds of one address, so that one stranger leaves room for the others.
    package static let kindsPerAddressMax = 64
    package static let samplesMax = 5

    private struct Entry {
        var count = 0
        var firstAt: Timestamp
        var lastAt: Timestamp
        var samples: [String] = []
        /// When the last record was written.
        var writtenAt: Timestamp
    }

    private var entries: [Kind: Entry] = [:]
    private var kindsByAddress: [String: Int] = [:]

    package init() {}

    package var kindCount: Int { entries.count }

    /// Counts one. The first of its kind is written at once, the next ones when their minute is over.
    package mutating func note(_ kind: Kind, sample: String?, at now: Timestamp) -> Summary? {
        let kind = place(of: kind)
        guard var entry = entries[kind] else {
            insert(kind, at: now)
            return Summary(kind: kind, count: 1, firstAt: now, lastAt: now, samples: sample.map { [$0] } ?? [])
        }
        if entry.count == 0 { entry.firstAt = now }
        entry.count += 1
        entry.lastAt = now
        if let sample, entry.samples.count < Self.samplesMax, !entry.samples.contains(sample) {
            entry.samples.append(sample)
        }
        guard entry.writtenAt.advanced(by: Self.interval) <= now else {
            entries[kind] = entry
            return nil
        }
        return write(entry, of: kind, at: now)
    }

    /// Those whose minute is over. Kinds of which nothing came in it are forgotten.
    package mutating func due(at now: Timestamp) -> [Summary] {
        let ended = entries.filter { $0.value.writtenAt.advanced(by: Self.interval) <= now }
        return ended.compactMap { kind, entry in
            guard entry.count > 0 else {
                remove(kind)
                return nil
            }
            return write(entry, of: kind, at: now)
        }
    }

    /// All that has not been written, for a process that ends.
    package mutating func rest(at now: Timestamp) -> [Summary] {
        let waiting = entries.filter { $0.value.count > 0 }
        return waiting.map { write($0.value, of: $0.key, at: now) }
    }

    /// Where there is no place left, addresses and tenants are no longer told apart. The routes are few.
    private func place(of kind: Kind) -> Kind {
        if entries[kind] != nil { return kind }
        let ofAddress = kind.address.map { kindsByAddress[$0, default: 0] } ?? 0
        guard entries.count < Self.kindsMax, ofAddress < Self.kindsPerAddressMax else {
            return Kind(
                address: nil, route: kind.route, status: kind.status, result: kind.result, reason: kind.reason)
        }
        return kind
    }

    private mutating func insert(_ kind: Kind, at now: Timestamp) {
        entries[kind] = Entry(firstAt: now, lastAt: now, writtenAt: now)
        if let address = kind.address { kindsByAddress[address, default: 0] += 1 }
    }

    private mutating func remove(_ kind: Kind) {
        entries[kind] = nil
        guard let address = kind.address, let count = kindsByAddress[address] else { return }
        kindsByAddress[address] = count > 1 ? count - 1 : nil
    }

    private mutating func write(_ entry: Entry, of kind: Kind, at now: Timestamp) -> Summary {
        entries[kind] = Entry(firstAt: now, lastAt: now, writtenAt: now)
        return Summary(
            kind: kind, count: entry.count, firstAt: entry.firstAt, lastAt: entry.lastAt, samples: entry.samples)
    }
}
