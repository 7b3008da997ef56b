/// How what is due of one account is asked for at the least cost: a page of the account's list answers for up to a
/// hundred objects, a question of its own for one.
package struct InquiryPlan: Hashable, Sendable {
    /// Objects of one page; the contract's lists give no more.
    package static let pageSize = 100
    /// A walk through the list never reads more: 6,000 objects.
    package static let pagesMax = 60
    /// Further pages than the gateway's own count of newer objects needs: the account may have others.
    package static let pagesSpare = 2

    /// So many of the due objects, the newest, are looked for in the list; the others are asked about one by one.
    package let walked: Int
    /// The most pages that this may take; 0 without a walk.
    package let pages: Int

    /// - Parameter depths: for each due object, newest first, how many newer ones the account has. Rising.
    package init(depths: [Int]) {
        var (walked, pages, cost) = (0, 0, depths.count)
        for (index, depth) in depths.enumerated() {
            let needed = depth / Self.pageSize + 1
            guard needed + Self.pagesSpare <= Self.pagesMax else { break }
            let total = needed + depths.count - index - 1
            guard total < cost || (total == cost && walked > 0) else { continue }
            (walked, pages, cost) = (index + 1, needed, total)
        }
        self.walked = walked
        self.pages = walked == 0 ? 0 : pages + Self.pagesSpare
    }

    /// The order in which a few of many are asked about: each owner's first, then each owner's second, and so on, so that
    /// the doubts of one never keep another waiting.
    package static func inTurn<Item, Owner: Hashable>(_ items: [Item], of owner: (Item) -> Owner) -> [Item] {
        var counts: [Owner: Int] = [:]
        let ranked = items.enumerated().map { index, item in
            let rank = counts[owner(item), default: 0]
            counts[owner(item)] = rank + 1
            return (rank: rank, index: index, item: item)
        }
        return ranked.sorted { ($0.rank, $0.index) < ($1.rank, $1.index) }.map(\.item)
    }
}
