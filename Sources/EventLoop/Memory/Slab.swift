/// Values side by side at addresses that do not change, each under a handle that outlives it and finds nothing then.
///
/// Places are used again under the next generation. After 2³¹ lives of one place a handle could come back: a handle is
/// kept for a turn of the loop or as long as its connection, so that this never meets one.
struct Slab<Element: ~Copyable>: ~Copyable {
    private static var chunkShift: Int { 8 }
    private static var chunkCapacity: Int { 1 << chunkShift }

    // Chunks are allocated one after the other and never move: a place is read through a pointer while the slab grows.
    private var chunks: [UnsafeMutablePointer<Element>] = []
    /// Odd while the place is occupied.
    private var generations: [UInt32] = []
    private var free: [UInt32] = []
    private(set) var count = 0

    init() {}

    deinit {
        for index in generations.indices where generations[index] & 1 == 1 { address(index).deinitialize(count: 1) }
        for chunk in chunks { chunk.deallocate() }
    }

    mutating func insert(_ element: consuming Element) -> SlabHandle {
        let index = freeIndex()
        generations[index] &+= 1
        address(index).initialize(to: element)
        count += 1
        return SlabHandle(index: index, generation: generations[index])
    }

    /// The value, at an address that is good until it is removed; `nil` once its life is over.
    @inline(__always)
    func pointer(to handle: SlabHandle) -> UnsafeMutablePointer<Element>? {
        let index = handle.index
        guard index < generations.count, generations[index] == handle.generation, handle.generation & 1 == 1 else {
            return nil
        }
        return address(index)
    }

    mutating func remove(_ handle: SlabHandle) -> Element? {
        guard let pointer = pointer(to: handle) else { return nil }
        generations[handle.index] &+= 1
        free.append(UInt32(truncatingIfNeeded: handle.index))
        count -= 1
        return pointer.move()
    }

    /// In no order.
    var handles: [SlabHandle] {
        generations.indices.filter { generations[$0] & 1 == 1 }.map {
            SlabHandle(index: $0, generation: generations[$0])
        }
    }

    private mutating func freeIndex() -> Int {
        if let index = free.popLast() { return Int(index) }
        if generations.count == chunks.count << Self.chunkShift {
            chunks.append(.allocate(capacity: Self.chunkCapacity))
        }
        generations.append(0)
        return generations.count - 1
    }

    @inline(__always)
    private func address(_ index: Int) -> UnsafeMutablePointer<Element> {
        chunks[index >> Self.chunkShift] + (index & (Self.chunkCapacity - 1))
    }
}
