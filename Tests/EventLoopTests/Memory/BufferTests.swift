import Glibc
import TestSupport
import Testing

@testable import EventLoop

@Suite struct BufferTests {
    @Test func whatIsGivenBackIsLentAgain() {
        var pool = BufferPool()
        let first = pool.borrow(atLeast: 100)
        let base = first.base
        #expect(first.capacity == 4096 && pool.lentBytes == 4096)
        pool.giveBack(first)
        #expect(pool.lentBytes == 0)
        let second = pool.borrow(atLeast: 4000)
        #expect(second.base == base)
        pool.giveBack(second)
    }

    @Test func aBlockOfAnySizeIsGivenBack() {
        var pool = BufferPool()
        for size in [1, 4096, 4097, 65536, 65537, 1 << 20] {
            let block = pool.borrow(atLeast: size)
            #expect(block.capacity >= size)
            pool.giveBack(block)
        }
        #expect(pool.lentBytes == 0)
    }

    @Test(arguments: 1...20) func inputAndOutputKeepOrderAndGiveEverythingBack(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var pool = BufferPool()
        var input = UnreadInput()
        var output = UnsentOutput()
        var model: [UInt8] = []
        for _ in 0..<300 {
            if random.next() % 2 == 0 {
                let bytes = (0..<random.next() % 20_000).map { UInt8(truncatingIfNeeded: $0 ^ seed) }
                bytes.withUnsafeBytes {
                    input.append($0, from: &pool)
                    output.append($0, from: &pool)
                }
                model += bytes
            } else if !model.isEmpty {
                let count = Int(random.next() % UInt64(model.count)) + 1
                #expect(input.bytes.map { Array($0.prefix(count)) } == Array(model.prefix(count)), "seed \(seed)")
                #expect(Self.first(count, of: output) == Array(model.prefix(count)), "seed \(seed)")
                input.consume(count, pool: &pool)
                output.taken(count, pool: &pool)
                model.removeFirst(count)
            }
        }
        #expect(input.count == model.count && output.count == model.count)
        input.release(to: &pool)
        output.release(to: &pool)
        #expect(pool.lentBytes == 0)
    }

    /// What one call can be given; `[]` when that is less.
    private static func first(_ count: Int, of output: UnsentOutput) -> [UInt8] {
        let bytes = output.withVectors { vectors in
            vectors.flatMap { Array(UnsafeRawBufferPointer(start: $0.iov_base, count: $0.iov_len)) }
        }
        return bytes.count >= count ? Array(bytes.prefix(count)) : []
    }
}
