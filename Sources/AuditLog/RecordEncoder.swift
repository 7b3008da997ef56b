import Policy

/// Turns records into the lines of a chain, each bound by its hash to the one before.
struct RecordEncoder {
    private(set) var position: ChainPosition
    private(set) var writer = JSONLineWriter()
    private var clockText = SecondText()
    /// Written twice: as a line's `hash` and as the next one's `prev`.
    private var hashText: [UInt8] = []

    init(continuing position: ChainPosition) {
        self.position = position
        position.hash.appendHex(to: &hashText)
    }

    /// Bytes encoded and not yet taken.
    var pendingBytes: Int { writer.bytes.count }

    /// Hands over what was encoded; the buffer keeps its capacity for the next batch.
    mutating func take<Failure: Error>(_ body: ([UInt8]) throws(Failure) -> Void) throws(Failure) {
        try body(writer.bytes)
        writer.bytes.removeAll(keepingCapacity: true)
    }

    /// Appends one line; returns its length in bytes, newline included.
    mutating func append(_ record: AuditRecord) -> Int {
        let start = writer.bytes.count
        writer.raw("{\"seq\":")
        writer.integer(position.sequence + 1)
        writer.raw(",\"prev\":\"")
        writer.bytes.append(contentsOf: hashText)
        writer.raw("\",\"at\":\"")
        clockText.append(record.at, to: &writer.bytes)
        writer.raw("\"")
        appendMembers(of: record)
        writer.raw("}")
        let hash = writer.bytes.withUnsafeBytes { all in
            ChainHash(after: position.hash, record: UnsafeRawBufferPointer(rebasing: all[start...]))
        }
        writer.bytes.removeLast()
        writer.raw(",\"hash\":\"")
        hashText.removeAll(keepingCapacity: true)
        hash.appendHex(to: &hashText)
        writer.bytes.append(contentsOf: hashText)
        writer.raw("\"}\n")
        position = ChainPosition(sequence: position.sequence + 1, hash: hash)
        return writer.bytes.count - start
    }

    private mutating func appendMembers(of record: AuditRecord) {
        writer.raw(",\"kind\":")
        writer.string(record.kind.rawValue)
        member(",\"request_id\":", record.requestID)
        member(",\"tenant\":", record.tenantID)
        member(",\"actor\":", record.actor)
        member(",\"peer\":", record.peer)
        member(",\"client\":", record.client)
        member(",\"method\":", record.method)
        member(",\"path\":", record.path)
        if let status = record.status {
            writer.raw(",\"status\":")
            writer.integer(status)
        }
        member(",\"result\":", record.result)
        member(",\"intent\":", record.intentID)
        member(",\"upstream_id\":", record.upstreamID)
        if let duration = record.durationMicroseconds {
            writer.raw(",\"duration_us\":")
            writer.integer(Int(duration))
        }
        if !record.details.isEmpty { appendDetails(record.details.prefix(RecordLimits.detailsMax)) }
    }

    /// A name said twice gets `#2`, `#3`: JSON readers keep only one of two equal names.
    private mutating func appendDetails(_ details: ArraySlice<(name: String, value: String)>) {
        writer.raw(",\"details\":{")
        for (index, detail) in details.enumerated() {
            if index > 0 { writer.raw(",") }
            let earlier = details.prefix(index).count { $0.name == detail.name }
            writer.string(earlier == 0 ? detail.name : "\(detail.name)#\(earlier + 1)")
            writer.raw(":")
            writer.string(detail.value)
        }
        writer.raw("}")
    }

    private mutating func member<Kind>(_ name: StaticString, _ identifier: Identifier<Kind>?) {
        guard let identifier else { return }
        writer.raw(name)
        writer.raw("\"")
        identifier.append(to: &writer.bytes)
        writer.raw("\"")
    }

    private mutating func member(_ name: StaticString, _ value: String?) {
        guard let value else { return }
        writer.raw(name)
        writer.string(value)
    }
}

/// The text of timestamps, remembered for the current second: most records share it with the one before.
private struct SecondText {
    private var second = Int64.min
    private var prefix: [UInt8] = []

    mutating func append(_ timestamp: Timestamp, to output: inout [UInt8]) {
        let milliseconds = timestamp.millisecondsSinceEpoch
        guard milliseconds >= 0 else { return output.append(contentsOf: timestamp.description.utf8) }
        let (second, millisecond) = milliseconds.quotientAndRemainder(dividingBy: 1000)
        if second != self.second {
            self.second = second
            prefix = Array(timestamp.description.utf8.dropLast(4))
        }
        output.append(contentsOf: prefix)
        let digit = { (value: Int64) in UInt8(truncatingIfNeeded: value % 10) + UInt8(ascii: "0") }
        output.append(digit(millisecond / 100))
        output.append(digit(millisecond / 10))
        output.append(digit(millisecond))
        output.append(UInt8(ascii: "Z"))
    }
}
