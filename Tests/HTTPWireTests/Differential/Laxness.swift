/// Where our reading of some bytes is laxer than another's: what both accept must be the same messages.
enum Laxness {
    /// `nil` when ours is no laxer.
    static func fault(ours: WireReading, theirs: WireReading) -> String? {
        for (index, mine) in ours.messages.enumerated() {
            guard index < theirs.messages.count else { return "message \(index) is ours alone" }
            let other = theirs.messages[index]
            if let fault = headFault(mine, other) { return "message \(index): \(fault)" }
            let isLast = index == ours.messages.count - 1
            if let fault = bodyFault(mine, other, isRefused: isLast && ours.isRefused) {
                return "message \(index): \(fault)"
            }
            // The connection ends here; what follows has no meaning to either side.
            if !mine.keepAlive { return nil }
            // We read on behind an offer to switch protocols that nobody took up; llhttp leaves that to its host.
            if mine.offersUpgrade { return nil }
        }
        return ours.isRefused ? nil : restFault(ours, theirs)
    }

    private static func headFault(_ mine: WireReading.Message, _ other: WireReading.Message) -> String? {
        if mine.start != other.start { return "other start: \(other.start)" }
        if mine.isHTTP10 != other.isHTTP10 { return "other version" }
        if mine.fields != other.fields {
            let text = other.fields.map { String(decoding: $0, as: UTF8.self).debugDescription }
            return "other fields: \(text.joined(separator: ", "))"
        }
        return mine.keepAlive && !other.keepAlive ? "lives on for us alone" : nil
    }

    private static func bodyFault(
        _ mine: WireReading.Message, _ other: WireReading.Message, isRefused: Bool
    ) -> String? {
        if isRefused {
            // Each has handed out what it took for body before it found the fault.
            let isPrefix = mine.body.starts(with: other.body) || other.body.starts(with: mine.body)
            return isPrefix ? nil : "other body before the refusal"
        }
        if mine.body != other.body { return "other body: \(String(decoding: other.body, as: UTF8.self))" }
        if mine.isWhole != other.isWhole { return mine.isWhole ? "whole for us alone" : "whole for the other alone" }
        return other.hasTrailers ? "trailers" : nil
    }

    /// Behind what we accepted there must be nothing that the other takes for a message, or refuses.
    private static func restFault(_ ours: WireReading, _ theirs: WireReading) -> String? {
        if theirs.messages.count > ours.messages.count { return "the other reads one more message" }
        // A part of a head or of a body's framing that is not whole yet may be refused by either first.
        let isOpen = ours.isMidHead || ours.messages.last?.isWhole == false
        return theirs.isRefused && !isOpen ? "refused by the other alone" : nil
    }
}
