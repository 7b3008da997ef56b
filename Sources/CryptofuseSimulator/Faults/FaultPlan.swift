import NIOCore

/// The faults that strike one request, merged: delays add up, of the rest the first of each moment wins.
struct FaultPlan: Sendable {
    enum Before: Sendable {
        case answer(Answer)
        case unauthorized
        case cut(Fault.Cut)
        case hang
    }

    enum After: Sendable {
        case answer(Answer)
        case cut(Fault.Cut)
        case partialAnswer(Fault.Cut)
        case hang
        case drip(chunkBytes: Int, intervalMilliseconds: Int)
        case malformed(Fault.Malformation)
        case oversized(bytes: Int, inHead: Bool)
    }

    var delayBeforeMilliseconds = 0
    var delayAfterMilliseconds = 0
    var before: Before?
    var after: After?

    mutating func add(_ kind: Fault.Kind, random: inout SplitMix64) {
        switch kind {
        case .latency(let milliseconds, let jitter, let afterEffect):
            let total = milliseconds + (jitter > 0 ? Int.random(in: 0...jitter, using: &random) : 0)
            if afterEffect { delayAfterMilliseconds += total } else { delayBeforeMilliseconds += total }
        case .answer(let answer, let afterEffect):
            if afterEffect { after = after ?? .answer(answer) } else { before = before ?? .answer(answer) }
        case .unauthorized: before = before ?? .unauthorized
        case .disconnect(.beforeEffect, let cut): before = before ?? .cut(cut)
        case .disconnect(.afterEffect, let cut): after = after ?? .cut(cut)
        case .disconnect(.midAnswer, let cut): after = after ?? .partialAnswer(cut)
        case .hang(let afterEffect):
            if afterEffect { after = after ?? .hang } else { before = before ?? .hang }
        case .drip(let bytes, let interval):
            after = after ?? .drip(chunkBytes: bytes, intervalMilliseconds: interval)
        case .malformed(let malformation): after = after ?? .malformed(malformation)
        case .oversized(let bytes, let inHead): after = after ?? .oversized(bytes: bytes, inHead: inHead)
        case .disconnect, .webhook: break
        }
    }
}
