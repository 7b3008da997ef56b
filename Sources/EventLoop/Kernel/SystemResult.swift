#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What a system call answers: a count or a descriptor, or the `errno` of its failure.
package struct SystemResult: Hashable, Sendable {
    /// Negative: the negated `errno`, as the kernel itself returns it.
    package let rawValue: Int

    package init(_ rawValue: Int) { self.rawValue = rawValue }

    package static func failure(_ errno: Int32) -> SystemResult { SystemResult(-Int(errno)) }

    package var isFailure: Bool { rawValue < 0 }
    /// 0 when the call succeeded.
    package var errno: Int32 { isFailure ? Int32(truncatingIfNeeded: -rawValue) : 0 }

    var isInterrupted: Bool { errno == EINTR }
    var wouldBlock: Bool { errno == EAGAIN || errno == EWOULDBLOCK }
    var descriptor: Int32 { Int32(truncatingIfNeeded: rawValue) }
}

/// Makes a call until no signal interrupts it.
@inline(__always)
func uninterrupted(_ call: () -> SystemResult) -> SystemResult {
    while true {
        let result = call()
        if !result.isInterrupted { return result }
    }
}
