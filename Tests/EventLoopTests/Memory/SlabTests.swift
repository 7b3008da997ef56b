import TestSupport
import Testing

@testable import EventLoop

@Suite struct SlabTests {
    @Test func aHandleFindsItsOwnLifeOnly() {
        var slab = Slab<Int>()
        let first = slab.insert(1)
        #expect(slab.pointer(to: first)?.pointee == 1)
        #expect(slab.remove(first) == 1)
        let second = slab.insert(2)
        #expect(second.index == first.index)
        #expect(slab.pointer(to: first) == nil)
        #expect(slab.remove(first) == nil)
        #expect(slab.pointer(to: second)?.pointee == 2)
    }

    @Test(arguments: [0, 1, 1 << 32, UInt64.max, 7]) func whatIsNoHandleFindsNothing(_ rawValue: UInt64) {
        let slab = Slab<Int>()
        #expect(slab.pointer(to: SlabHandle(rawValue: rawValue)) == nil)
    }

    @Test func aPlaceDoesNotMoveWhileTheSlabGrows() {
        var slab = Slab<Int>()
        let handle = slab.insert(-1)
        let before = slab.pointer(to: handle)
        for value in 0..<5000 { _ = slab.insert(value) }
        #expect(slab.pointer(to: handle) == before)
    }

    @Test func whatIsLeftIsReleasedWithTheSlab() {
        final class Counted {
            let onEnd: () -> Void
            init(_ onEnd: @escaping () -> Void) { self.onEnd = onEnd }
            deinit { onEnd() }
        }
        var ends = 0
        do {
            var slab = Slab<Counted>()
            let handle = slab.insert(Counted { ends += 1 })
            _ = slab.insert(Counted { ends += 1 })
            _ = slab.remove(handle)
            #expect(ends == 1)
        }
        #expect(ends == 2)
    }

    @Test(arguments: 1...20) func itDoesWhatADictionaryDoes(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var slab = Slab<UInt64>()
        var model: [SlabHandle: UInt64] = [:]
        var gone: [SlabHandle] = []
        for step in 0..<2000 as Range<UInt64> {
            if random.next() % 2 == 0 || model.isEmpty {
                model[slab.insert(step)] = step
            } else if let handle = model.keys.randomElement(using: &random) {
                #expect(slab.remove(handle) == model.removeValue(forKey: handle), "seed \(seed)")
                gone.append(handle)
            }
        }
        #expect(slab.count == model.count && Set(slab.handles) == Set(model.keys), "seed \(seed)")
        #expect(model.allSatisfy { slab.pointer(to: $0.key)?.pointee == $0.value }, "seed \(seed)")
        #expect(gone.allSatisfy { slab.pointer(to: $0) == nil }, "seed \(seed)")
    }
}
