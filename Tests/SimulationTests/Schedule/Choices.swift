import TestSupport

/// A run's chances, all from one seed.
struct Choices: Sendable {
    private(set) var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    mutating func oneIn(_ count: UInt64) -> Bool { generator.next() % count == 0 }

    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &generator) < percent }

    mutating func index(of elements: some Collection) -> Int { Int.random(in: 0..<elements.count, using: &generator) }

    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[index(of: elements)] }

    mutating func milliseconds(_ range: ClosedRange<Int>) -> Duration {
        .milliseconds(Int.random(in: range, using: &generator))
    }

    mutating func seed() -> UInt64 { generator.next() }
}
