/// Names one life of one place in a `Slab`. When that life is over the handle finds nothing, whoever lives there now.
package struct SlabHandle: Hashable, Sendable {
    /// The generation above the index. Generations are odd, so that no handle is less than 2³².
    package let rawValue: UInt64

    package init(rawValue: UInt64) { self.rawValue = rawValue }

    init(index: Int, generation: UInt32) {
        rawValue = UInt64(generation) << 32 | UInt64(UInt32(truncatingIfNeeded: index))
    }

    var index: Int { Int(UInt32(truncatingIfNeeded: rawValue)) }
    var generation: UInt32 { UInt32(truncatingIfNeeded: rawValue >> 32) }
}
