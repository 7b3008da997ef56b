#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What was written and the socket has not taken, in order. Holds memory only while there is any.
struct UnsentOutput {
    /// Blocks handed to one system call: what a socket's buffer holds is less.
    private static let vectorsMax = 16

    private var blocks: [ByteBlock] = []
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    mutating func append(_ bytes: UnsafeRawBufferPointer, from pool: inout BufferPool) {
        var rest = bytes
        count += rest.count
        while !rest.isEmpty {
            if blocks.last.map({ $0.room == 0 }) ?? true {
                blocks.append(pool.borrow(atLeast: min(rest.count, BufferPool.blockBytesMaxPooled)))
            }
            let last = blocks.count - 1
            let part = min(rest.count, blocks[last].room)
            blocks[last].append(UnsafeRawBufferPointer(rebasing: rest[..<part]))
            rest = UnsafeRawBufferPointer(rebasing: rest[part...])
        }
    }

    /// Calls `body` with the first of it, as system calls take it. The vectors are good for the call only.
    func withVectors<Result>(_ body: (UnsafeBufferPointer<iovec>) -> Result) -> Result {
        withUnsafeTemporaryAllocation(of: iovec.self, capacity: Self.vectorsMax) { vectors in
            let first = blocks.prefix(Self.vectorsMax)
            for (index, block) in first.enumerated() {
                vectors[index] = iovec(iov_base: block.base + block.start, iov_len: block.count)
            }
            return body(UnsafeBufferPointer(rebasing: vectors[..<first.count]))
        }
    }

    /// The socket has taken so much.
    mutating func taken(_ taken: Int, pool: inout BufferPool) {
        count -= taken
        var rest = taken
        var done = 0
        while done < blocks.count, rest >= blocks[done].count {
            rest -= blocks[done].count
            pool.giveBack(blocks[done])
            done += 1
        }
        blocks.removeFirst(done)
        if rest > 0 { blocks[0].start += rest }
        if blocks.isEmpty { blocks = [] }
    }

    mutating func release(to pool: inout BufferPool) {
        for block in blocks { pool.giveBack(block) }
        (blocks, count) = ([], 0)
    }
}
