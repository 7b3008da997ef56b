/// What was received and not consumed, in one piece. Holds memory only while there is any.
struct UnreadInput {
    private var block: ByteBlock?

    var count: Int { block?.count ?? 0 }
    var bytes: UnsafeRawBufferPointer? { block?.bytes }

    /// Room for what the socket has next, behind what waits.
    mutating func room(atLeast bytes: Int, from pool: inout BufferPool) -> UnsafeMutableRawBufferPointer {
        guard var block else {
            let fresh = pool.borrow(atLeast: bytes)
            block = fresh
            return fresh.free
        }
        if block.room < bytes { block.compact() }
        if block.room < bytes {
            var larger = pool.borrow(atLeast: block.count + bytes)
            larger.append(block.bytes)
            pool.giveBack(block)
            block = larger
        }
        self.block = block
        return block.free
    }

    /// The first `count` bytes of the room hold input now.
    mutating func received(_ count: Int) { block?.end += count }

    mutating func append(_ bytes: UnsafeRawBufferPointer, from pool: inout BufferPool) {
        room(atLeast: bytes.count, from: &pool).copyMemory(from: bytes)
        received(bytes.count)
    }

    mutating func consume(_ count: Int, pool: inout BufferPool) {
        block?.start += count
        if self.count == 0 { release(to: &pool) }
    }

    mutating func release(to pool: inout BufferPool) {
        if let block { pool.giveBack(block) }
        block = nil
    }
}
