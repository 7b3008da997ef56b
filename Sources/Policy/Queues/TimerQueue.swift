/// Elements by time, earliest first: a binary heap, with the pairs it holds known by value.
package struct TimerQueue<Element: Hashable & Sendable, Instant: Hashable & Comparable & Sendable>: Sendable {
    package struct Timer: Hashable, Sendable {
        package let time: Instant
        package let element: Element
    }

    private var heap: [Timer] = []
    private var members: Set<Timer> = []

    package init() {}

    package var first: Timer? { heap.first }

    package func contains(_ element: Element, at time: Instant) -> Bool {
        members.contains(Timer(time: time, element: element))
    }

    /// A pair that is there already stays as it is.
    package mutating func insert(_ element: Element, at time: Instant) {
        let timer = Timer(time: time, element: element)
        guard members.insert(timer).inserted else { return }
        heap.append(timer)
        var child = heap.count - 1
        while child > 0, heap[child].time < heap[(child - 1) / 2].time {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    package mutating func removeFirst() {
        guard let first = heap.first, let last = heap.popLast() else { return }
        members.remove(first)
        guard !heap.isEmpty else { return }
        heap[0] = last
        var parent = 0
        while let child = earlierChild(of: parent), heap[child].time < heap[parent].time {
            heap.swapAt(child, parent)
            parent = child
        }
    }

    private func earlierChild(of parent: Int) -> Int? {
        let left = 2 * parent + 1
        guard left < heap.count else { return nil }
        let right = left + 1
        return right < heap.count && heap[right].time < heap[left].time ? right : left
    }
}
