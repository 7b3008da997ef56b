/// A walk through an account's list, page by page from the newest object on: which page comes next, and what may be
/// concluded of an object that was not met. Objects count by the gateway's own reference alone.
package struct ListWalk: Hashable, Sendable {
    /// What a list shows of one object.
    package struct Entry: Hashable, Sendable {
        package let upstreamID: String
        package let reference: String?
        package let createdAt: Timestamp?

        package init(upstreamID: String, reference: String?, createdAt: Timestamp?) {
            self.upstreamID = upstreamID
            self.reference = reference
            self.createdAt = createdAt
        }
    }

    /// The upstream's clock and the gateway's differ by less, and a list shows a new object by then.
    package static let clockTolerance: Duration = .seconds(600)

    /// Where the next page begins; `nil` once the walk is over.
    package private(set) var nextOffset: Int? = 0
    /// References that more than one object carries.
    package private(set) var contradictions: Set<String> = []
    private var awaited: Set<String>
    private let since: Timestamp
    private var pagesLeft: Int
    private var metIDs: [String: String] = [:]
    private var seenIDs: Set<String> = []
    private var oldest: Timestamp?
    private var isAtEnd = false
    private var isReadable = true
    private var carriesReferences = false

    /// - Parameters:
    ///   - references: of the objects that are looked for.
    ///   - since: when the oldest of them was created.
    ///   - pagesMax: a walk never reads more.
    package init(references: Set<String>, since: Timestamp, pagesMax: Int) {
        awaited = references
        self.since = since.advanced(by: .zero - Self.clockTolerance)
        pagesLeft = pagesMax
    }

    /// - Parameter total: how many objects the whole list has, where the upstream says it.
    package mutating func learn(_ entries: [Entry], total: Int?) {
        guard let offset = nextOffset else { return }
        pagesLeft -= 1
        let isRepeated = !entries.isEmpty && entries.allSatisfy { seenIDs.contains($0.upstreamID) }
        for entry in entries { note(entry) }
        let read = offset + entries.count
        isAtEnd = entries.isEmpty || total.map { read >= $0 } ?? (entries.count < InquiryPlan.pageSize)
        // Other than the newest first, or the same page again: nothing follows from what is not on it.
        isReadable = isReadable && !isRepeated && isNewestFirst(entries)
        let isPast = oldest.map { $0 < since } ?? false
        let goesOn = isReadable && !isAtEnd && !isPast && !awaited.isEmpty && pagesLeft > 0
        nextOffset = goesOn ? read : nil
    }

    /// Whether the list was read beyond the place of an object that was created then, so that it is not in it.
    package func hasPassed(_ createdAt: Timestamp) -> Bool {
        guard isReadable, carriesReferences || seenIDs.isEmpty else { return false }
        return isAtEnd || oldest.map { $0 < createdAt.advanced(by: .zero - Self.clockTolerance) } ?? false
    }

    private mutating func note(_ entry: Entry) {
        seenIDs.insert(entry.upstreamID)
        if let createdAt = entry.createdAt { oldest = min(oldest ?? createdAt, createdAt) }
        guard let reference = entry.reference else { return }
        if IntentID(reference) != nil { carriesReferences = true }
        if let met = metIDs[reference] {
            if met != entry.upstreamID { contradictions.insert(reference) }
        } else if awaited.remove(reference) != nil {
            metIDs[reference] = entry.upstreamID
        }
    }

    private func isNewestFirst(_ entries: [Entry]) -> Bool {
        guard let first = entries.first?.createdAt, let last = entries.last?.createdAt else { return true }
        return last <= first.advanced(by: Self.clockTolerance)
    }
}
