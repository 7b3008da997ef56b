/// Above what operators decide.
package struct ApprovalThreshold: Hashable, Sendable, CustomStringConvertible {
    /// A window shorter than a minute bounds nothing; one longer than a week would be read for ever.
    package static let windowRange: ClosedRange<Duration> = .seconds(60)...(.seconds(7 * 86_400))

    package let amount: Amount
    /// `nil` looks at each withdrawal alone; else at all that were begun within it, this one included.
    package let window: Duration?

    package init(_ amount: Amount, within window: Duration? = nil) {
        self.amount = amount
        self.window = window
    }

    /// - Parameter earlier: what was begun within the window and not given back.
    package func isExceeded(by amount: Amount, after earlier: Amount) -> Bool {
        guard window != nil else { return amount > self.amount }
        // Beyond all bounds is above every threshold.
        return (try? earlier.adding(amount)).map { $0 > self.amount } ?? true
    }

    /// `100`, or `100 within 86400s`.
    package var description: String { window.map { "\(amount) within \($0.components.seconds)s" } ?? "\(amount)" }

    /// Whether some withdrawal would need no approval any more.
    package func isWeakened(by new: ApprovalThreshold) -> Bool {
        new.amount > amount || new.window ?? .zero < window ?? .zero
    }
}
