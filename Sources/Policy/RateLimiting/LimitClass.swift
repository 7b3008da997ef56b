/// What a tenant's calls are counted as. Each class has its own quota, so that a burst of reads cannot block payments.
package enum LimitClass: String, CaseIterable, Sendable { case read, payment, withdrawal }
