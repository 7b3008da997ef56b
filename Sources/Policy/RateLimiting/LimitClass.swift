/// Kinds of request that are limited apart from one another, so that polling cannot starve payments.
package enum LimitClass: String, CaseIterable, Hashable, Sendable {
    case read, payment, withdrawal
}
