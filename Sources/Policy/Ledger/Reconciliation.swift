/// The books of one currency of one account beside the upstream's own figures.
package struct Reconciliation: Hashable, Sendable {
    /// What the books expect the upstream to hold, and which differences they can explain.
    package struct Books: Hashable, Sendable {
        package var pool: Amount
        /// Withdrawals that were sent upstream and are not final here: it may have paid them out already.
        package var held: Amount
        package var heldCount: Int
        /// Payments on their way: the upstream may have credited them already.
        package var unconfirmed: Amount
        /// Money that may or may not be there.
        package var doubtful: Amount
        /// Money that may or may not be missing.
        package var missing: Amount

        package init(
            pool: Amount = .zero, held: Amount = .zero, heldCount: Int = 0, unconfirmed: Amount = .zero,
            doubtful: Amount = .zero, missing: Amount = .zero
        ) {
            self.pool = pool
            self.held = held
            self.heldCount = heldCount
            self.unconfirmed = unconfirmed
            self.doubtful = doubtful
            self.missing = missing
        }

        /// Whether the upstream needs to hold nothing.
        var expectNothing: Bool { pool.isZero }
    }

    /// What the upstream said. What it did not say is `nil`, which is not zero.
    package struct Upstream: Hashable, Sendable {
        package var available: Amount?
        package var pending: Amount?

        package init(available: Amount?, pending: Amount?) {
            self.available = available
            self.pending = pending
        }
    }

    package let books: Books
    package let upstream: Upstream
    /// What the upstream has available more than the books, or less. What is pending there is no money that could leave:
    /// it hides no shortage.
    package let difference: Amount
    /// The part of the difference that nothing in flight or in doubt can explain.
    package let drift: Amount
    /// Why the two cannot be compared, for people: there is neither a drift then nor a word against one. `nil` when they
    /// were compared.
    package let silence: String?

    /// - Parameter upstream: `nil` where its answer does not name the currency.
    package init(books: Books, upstream: Upstream?) throws(LedgerError) {
        self.books = books
        self.upstream = upstream ?? Upstream(available: nil, pending: nil)
        silence = Self.silence(of: upstream, books)
        guard silence == nil else {
            (difference, drift) = (.zero, .zero)
            return
        }
        do throws(AmountError) {
            difference = try (upstream?.available ?? .zero).subtracting(books.pool)
            let shortage = try books.held.adding(books.doubtful)
            let surplus = try books.unconfirmed.adding(books.missing)
            if difference.isNegative {
                drift = min(try difference.adding(shortage), .zero)
            } else {
                drift = max(try difference.subtracting(surplus), .zero)
            }
        } catch { throw .amount(error) }
    }

    /// Books that expect nothing need no word about it.
    private static func silence(of upstream: Upstream?, _ books: Books) -> String? {
        guard let upstream else { return books.expectNothing ? nil : "the upstream's balances do not name it" }
        if upstream.available == nil { return "the upstream said no amount" }
        return upstream.pending == nil ? "the upstream said no pending_amount" : nil
    }

    /// Whether more is missing than the share of the books that rounding may cost. A surplus endangers nobody.
    package func isShort(beyondBasisPoints tolerance: Int) -> Bool {
        guard drift.isNegative else { return false }
        let allowed = try? books.pool.multiplied(by: tolerance, over: PaymentTerms.basisPointsMax, rounding: .up)
        guard let floor = try? max(allowed ?? .zero, .zero).negated() else { return true }
        return drift < floor
    }
}
