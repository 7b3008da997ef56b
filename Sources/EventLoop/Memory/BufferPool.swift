/// Memory for bytes that must wait, lent to the connections of one loop. A connection with nothing waiting has none.
struct BufferPool: ~Copyable {
    /// Most that waits fits in the first; a head of 16 KiB and its body in the last.
    private static let sizes = [4 * 1024, 16 * 1024, 64 * 1024]
    /// A block larger than any of `sizes` is made for one use.
    static let blockBytesMaxPooled = 64 * 1024
    /// Blocks of each size that are kept for the next borrower: 2.6 MiB at most.
    private static let sparesMax = 32

    private var spares: [[UnsafeMutableRawPointer]] = sizes.map { _ in [] }
    /// Lent and not given back, in bytes.
    private(set) var lentBytes = 0

    init() {}

    deinit {
        for size in spares { for block in size { block.deallocate() } }
    }

    mutating func borrow(atLeast bytes: Int) -> ByteBlock {
        guard let index = Self.sizes.firstIndex(where: { $0 >= bytes }) else {
            lentBytes += bytes
            return ByteBlock(base: .allocate(byteCount: bytes, alignment: 16), capacity: bytes)
        }
        lentBytes += Self.sizes[index]
        let base = spares[index].popLast() ?? .allocate(byteCount: Self.sizes[index], alignment: 16)
        return ByteBlock(base: base, capacity: Self.sizes[index])
    }

    mutating func giveBack(_ block: ByteBlock) {
        lentBytes -= block.capacity
        guard let index = Self.sizes.firstIndex(of: block.capacity), spares[index].count < Self.sparesMax else {
            return block.base.deallocate()
        }
        spares[index].append(block.base)
    }
}

/// Bytes `start..<end` of borrowed memory. Whoever holds it is the only one, and gives it back to its pool.
struct ByteBlock {
    // Raw memory, since whose it is is settled by borrowing and giving back, not by a type's lifetime.
    let base: UnsafeMutableRawPointer
    let capacity: Int
    var start = 0
    var end = 0

    var count: Int { end - start }
    var room: Int { capacity - end }

    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base + start, count: count) }
    var free: UnsafeMutableRawBufferPointer { UnsafeMutableRawBufferPointer(start: base + end, count: room) }

    /// There is room for them.
    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        free.copyMemory(from: bytes)
        end += bytes.count
    }

    /// Moves what is left to the block's start, so that all room is behind it.
    mutating func compact() {
        guard start > 0 else { return }
        base.copyMemory(from: base + start, byteCount: count)
        (start, end) = (0, count)
    }
}
