/// Answers of name servers, each until its time is up and never longer: a value; `now` is an argument.
///
/// Bounded in all and for each client that asked, so that one client's names cannot push out all others'.
/// Times are monotonic nanoseconds.
struct NameCache: Sendable {
    private struct Entry: Sendable {
        let answer: NameAnswer
        let owner: NameClient
        let expiresAt: UInt64
    }

    private let namesMax: Int
    private let namesPerTenantMax: Int
    private var entries: [String: Entry] = [:]
    private var expiries = TimerQueue<String, UInt64>()
    private var counts: [NameClient: Int] = [:]

    init(namesMax: Int, namesPerTenantMax: Int) {
        self.namesMax = namesMax
        self.namesPerTenantMax = namesPerTenantMax
    }

    var count: Int { entries.count }

    func answer(for name: String, at now: UInt64) -> NameAnswer? {
        guard let entry = entries[name], now < entry.expiresAt else { return nil }
        return entry.answer
    }

    /// Keeps an answer, unless its time is up already or its owner has too many. Where all have too many, the one that
    /// would be forgotten first is forgotten now.
    mutating func keep(
        _ answer: NameAnswer, for name: String, of owner: NameClient, until expiresAt: UInt64, at now: UInt64
    ) {
        forget(name)
        dropExpired(at: now)
        guard expiresAt > now, counts[owner, default: 0] < (owner == .gateway ? namesMax : namesPerTenantMax) else {
            return
        }
        while entries.count >= namesMax, let next = expiries.first { drop(next) }
        guard namesMax > 0 else { return }
        entries[name] = Entry(answer: answer, owner: owner, expiresAt: expiresAt)
        counts[owner, default: 0] += 1
        expiries.insert(name, at: expiresAt)
    }

    mutating func removeAll() { self = NameCache(namesMax: namesMax, namesPerTenantMax: namesPerTenantMax) }

    private mutating func dropExpired(at now: UInt64) {
        while let next = expiries.first, next.time <= now { drop(next) }
    }

    private mutating func drop(_ timer: TimerQueue<String, UInt64>.Timer) {
        expiries.removeFirst()
        if entries[timer.element]?.expiresAt == timer.time { forget(timer.element) }
    }

    private mutating func forget(_ name: String) {
        guard let entry = entries.removeValue(forKey: name) else { return }
        let left = counts[entry.owner, default: 1] - 1
        counts[entry.owner] = left > 0 ? left : nil
    }
}
