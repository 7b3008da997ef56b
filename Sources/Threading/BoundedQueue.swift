import Foundation

/// A bounded queue from many producers, none of which ever waits, to threads that block until there is work.
package final class BoundedQueue<Element: Sendable>: @unchecked Sendable {  // every field is guarded by `condition`
    package enum Offer: Hashable, Sendable {
        case accepted, full, closed
    }

    private let condition = NSCondition()
    private let capacity: Int
    /// Elements before `head` were taken already; the array is let go as a whole, so that taking is O(1) per element.
    private var elements: [Element] = []
    private var head = 0
    private var waitingThreads = 0
    private var isClosed = false

    /// - Parameter capacity: the elements that may wait; one more is refused.
    package init(capacity: Int) {
        precondition(capacity > 0, "a queue without room refuses everything")
        self.capacity = capacity
    }

    package var count: Int { condition.withLock { elements.count - head } }

    /// Never blocks for longer than the lock's own few instructions.
    package func offer(_ element: Element) -> Offer {
        condition.lock()
        defer { condition.unlock() }
        guard !isClosed else { return .closed }
        guard elements.count - head < capacity else { return .full }
        elements.append(element)
        if waitingThreads > 0 { condition.signal() }
        return .accepted
    }

    /// Waits for at least one element. Empty means closed and drained: the thread should end.
    package func take(atMost countMax: Int) -> [Element] {
        condition.lock()
        defer { condition.unlock() }
        while elements.count == head, !isClosed {
            waitingThreads += 1
            condition.wait()
            waitingThreads -= 1
        }
        return removeFirst(countMax)
    }

    /// What is queued can still be taken; what is offered later is refused.
    package func close() {
        condition.withLock {
            isClosed = true
            condition.broadcast()
        }
    }

    /// Closes and hands back what was still queued, so that nobody waits for ever.
    package func closeAndDrain() -> [Element] {
        condition.withLock {
            isClosed = true
            condition.broadcast()
            return removeFirst(.max)
        }
    }

    private func removeFirst(_ countMax: Int) -> [Element] {
        let available = elements.count - head
        if head == 0, available <= countMax {
            defer { elements = [] }
            return elements
        }
        let end = head + min(available, countMax)
        let taken = Array(elements[head..<end])
        head = end
        // Compact once the dead prefix outweighs the rest, so that each element moves at most once more.
        if head * 2 >= elements.count {
            elements.removeFirst(head)
            head = 0
        }
        return taken
    }
}
